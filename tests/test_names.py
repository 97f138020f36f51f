"""Names with small words in them: what is advised is right, and can be followed."""

import pytest

from govrules.files import FileFinder
from govrules.pipeline import check
from govrules.syntax.naming import declaration, short_name
from govrules.text.diagnostics import Diagnostic
from govrules.text.source import Source

HEAD = 'use "people"\nuse "emergencies"\n'
RULESET = "ruleset law\n  in force from 2000-01-01\n"


def told(text: str) -> list[Diagnostic]:
    return list(check([Source("law.gov", HEAD + text)], finder=FileFinder()).diagnostics)


SHORT = "a short name of capitalised words comes before the full one"
SMALL = "small words stand in no name; write the full one behind a short one"


@pytest.mark.parametrize(
    ("line", "help"),
    [
        ('emergency "State of Siege"', f'{SHORT}: `emergency State Siege "State of Siege"`'),
        ('emergency "state of siege"', f'{SHORT}: `emergency State Siege "state of siege"`'),
        ('emergency "Martial Law"', "a name has no quotation marks: `emergency Martial Law`"),
        ("emergency State of Siege", f'{SMALL}: `emergency State Siege "State of Siege"`'),
        ('person "João da Silva"', f'{SHORT}: `person Silva "João da Silva"`'),
        ("person João da Silva", f'{SMALL}: `person Silva "João da Silva"`'),
        ('person "João da Silva" [Diário]', f'{SHORT}: `person Silva "João da Silva"`'),
        ('person "Valéry d\'Estaing"', f'{SHORT}: `person Estaing "Valéry d\'Estaing"`'),
        ('person "Mary Brown"', "a name has no quotation marks: `person Mary Brown`"),
        ('chamber "Assembly of the Republic"', f'{SHORT}: `chamber Assembly Republic "Assembly of the Republic"`'),
        ("office prime minister", "each word of a name is capitalised: `office Prime Minister`"),
        (
            'chamber Assembly of the Republic "Assembleia"',
            'small words stand in no name: `chamber Assembly Republic "Assembleia"`',
        ),
        ("office Prime minister", "each word of a name is capitalised: `office Prime Minister`"),
    ],
)
def test_declarations(line: str, help: str) -> None:
    (only,) = told(f"{line}\n{RULESET}")
    assert only.help == help
    right = help.rsplit(": ", 1)[1].strip("`")
    assert told(f"{right}\n{RULESET}") == []


@pytest.mark.parametrize("said", [" born 1924-12-07", ", born 1924-12-07", " (born 1924-12-07)", " born: 1924-12-07"])
def test_an_attribute_on_the_line_of_the_name(said: str) -> None:
    (only,) = told(f"person Mary Brown{said}\n{RULESET}")
    assert only.help == "an attribute has a line of its own under `person Mary Brown`, indented: `born 1924-12-07`"


@pytest.mark.parametrize(
    ("sentence", "help"),
    [
        ("P declares State of Siege", 'write `Siege`, or the full name in quotation marks: `"State of Siege"`'),
        (
            "P takes office as Prefect of Lisbon",
            'small words stand in no name: declare `office Prefect Lisbon "Prefect of Lisbon"`, and write `Prefect Lisbon` here',
        ),
        ("P takes office as President of Portugal", "the name `President` is declared; write it alone"),
        ("João da Silva takes office as any", 'declare `person Silva "João da Silva"`, and write `Silva` here'),
        ('P takes office as "Prefect of Lisbon"', 'declare it: `office Prefect Lisbon "Prefect of Lisbon"`'),
    ],
)
def test_sentences(sentence: str, help: str) -> None:
    world = 'emergency Siege "State of Siege"\noffice President\n'
    (only,) = told(f"{world}{RULESET}rule r\n  when P dies\n  require none of ({sentence})\n")
    assert help in (only.help or "")


def test_a_short_name_is_always_one_that_can_be_declared() -> None:
    for name in ("", "of the", "1 2 3", "X", "a B", "Ö", "élysée", "State of X", "d'", "O'Neill", "no. 5"):
        assert short_name("person", name)
    assert declaration("person", "X") == 'person Shortname "X"'
    assert declaration("person", "O'Neill") == "person O'Neill"
