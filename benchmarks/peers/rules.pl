% The eight rules in Prolog, over facts in memory. Loaded by prolog.py, which writes the facts:
%   takes(Story, Seq, Day, Person, Office), leaves(Story, Seq, Day, Person, Office), dies(Story, Seq, Day, Person),
%   elected(Story, Seq, Day, Person, Office, Thousandths), presented(Story, Day, Bill), answered(Story, Day, Bill),
%   override(Chamber, Votes), dissolved(Story, Seq, Day, Chamber), called(Story, Day, Office), held(Story, Day, Office),
%   happens(Story, Day, Seq), until(Story, Day) and seats(Chamber, Seats). Days are whole numbers, as everywhere here.

:- use_module(library(aggregate)).

setting(before, 60, 2, 2/3, 12, 30, 2, 1, 500).
setting(after, 84, 1, 3/4, 18, 20, 3, 6, 550).

% ---- the calendar: Prolog has no months ------------------------------------------------------------------------------

:- dynamic known_later/3.

later(Day, Months, Later) :-
    known_later(Day, Months, Later), !.
later(Day, Months, Later) :-
    civil(Day, Year, Month, DayOfMonth),
    Count is Year * 12 + Month - 1 + Months,
    NewYear is Count // 12,
    NewMonth is Count mod 12 + 1,
    length_of_month(NewYear, NewMonth, Length),
    NewDay is min(DayOfMonth, Length),
    ordinal(NewYear, NewMonth, NewDay, Later),
    assertz(known_later(Day, Months, Later)).

% Day 1 is 1 January of the year 1; the reckoning counts from 1 March of the year 0.
civil(Day, Year, Month, DayOfMonth) :-
    Z is Day + 305,
    Era is Z // 146097,
    DayOfEra is Z mod 146097,
    YearOfEra is (DayOfEra - DayOfEra // 1460 + DayOfEra // 36524 - DayOfEra // 146096) // 365,
    DayOfYear is DayOfEra - (365 * YearOfEra + YearOfEra // 4 - YearOfEra // 100),
    Shifted is (5 * DayOfYear + 2) // 153,
    DayOfMonth is DayOfYear - (153 * Shifted + 2) // 5 + 1,
    Month is (Shifted + 2) mod 12 + 1,
    ( Month =< 2 -> Year is YearOfEra + Era * 400 + 1 ; Year is YearOfEra + Era * 400 ).

ordinal(Year, Month, DayOfMonth, Day) :-
    ( Month =< 2 -> Y is Year - 1 ; Y is Year ),
    Era is Y // 400,
    YearOfEra is Y mod 400,
    DayOfYear is (153 * ((Month + 9) mod 12) + 2) // 5 + DayOfMonth - 1,
    Day is Era * 146097 + YearOfEra * 365 + YearOfEra // 4 - YearOfEra // 100 + DayOfYear - 305.

length_of_month(Year, 2, Length) :- !,
    ( Year mod 4 =:= 0, ( Year mod 100 =\= 0 ; Year mod 400 =:= 0 ) -> Length = 29 ; Length = 28 ).
length_of_month(_, Month, 30) :- memberchk(Month, [4, 6, 9, 11]), !.
length_of_month(_, _, 31).

% ---- facts that last -------------------------------------------------------------------------------------------------

% When a person who took an office gives it up: at the first event that ends it, or never.
end_of(Story, Seq, Person, Office, EndSeq, EndDay) :-
    findall(S-D, first_end(Story, Seq, Person, Office, S, D), Ends),
    Ends = [_|_],
    msort(Ends, [EndSeq-EndDay|_]).

first_end(Story, Seq, _, Office, S, D) :- once(( takes(Story, S, D, _, Office), S > Seq )).
first_end(Story, Seq, _, Office, S, D) :- once(( leaves(Story, S, D, _, Office), S > Seq )).
first_end(Story, Seq, Person, _, S, D) :- once(( dies(Story, S, D, Person), S > Seq )).

:- dynamic stretch/7.

make_stretches :-
    retractall(stretch(_, _, _, _, _, _, _)),
    forall(takes(Story, Seq, Day, Person, Office),
           (   end_of(Story, Seq, Person, Office, EndSeq, EndDay)
           ->  assertz(stretch(Story, Person, Office, Seq, Day, EndSeq, EndDay))
           ;   assertz(stretch(Story, Person, Office, Seq, Day, none, none))
           )).

% ---- the rules: each is true once for every violation ----------------------------------------------------------------

violated(tenure, Column) :-
    setting(Column, Months, _, _, _, _, _, _, _),
    stretch(Story, _, _, _, Start, EndSeq, EndDay),
    later(Start, Months, Last),
    (   EndSeq == none
    ->  until(Story, Until), Until > Last
    ;   EndDay > Last,
        \+ ( EndDay =:= Last + 1, \+ ( happens(Story, EndDay, Other), Other < EndSeq ) )
    ).
violated(term_limit, Column) :-
    setting(Column, _, Terms, _, _, _, _, _, _),
    elected(Story, Seq, _, Person, Office, _),
    aggregate_all(count, ( elected(Story, Earlier, _, Person, Office, _), Earlier =< Seq ), Times),
    Times > Terms.
violated(veto_deadline, Column) :-
    presented(Story, Day, Bill),
    ( Column == before, later(Day, 1, Last) ; Column == after, Last is Day + 15 ),
    (   answered(Story, Answered, Bill)
    ->  Answered > Last
    ;   until(Story, Until), Until >= Last
    ).
violated(override_majority, Column) :-
    setting(Column, _, _, Above/Below, _, _, _, _, _),
    override(Chamber, Votes),
    seats(Chamber, Seats),
    Below * Votes < Above * Seats.
violated(dissolution_bar_kept, Column) :-
    setting(Column, _, _, _, Bar, _, _, _, _),
    dissolved(Story, Seq, Day, Chamber),
    once(( dissolved(Story, EarlierSeq, Earlier, Chamber), EarlierSeq < Seq, later(Earlier, Bar, Last), Day =< Last )).
violated(election_window, Column) :-
    setting(Column, _, _, _, _, Notice, Time, _, _),
    called(Story, Day, Office),
    later(Day, Time, Last),
    until(Story, Until), Until >= Last,
    \+ ( held(Story, Held, Office), Held >= Day + Notice, Held =< Last ).
violated(two_offices, Column) :-
    setting(Column, _, _, _, _, _, _, Cooling, _),
    takes(Story, Seq, Day, Person, Office),
    once(( stretch(Story, Person, Other, Since, _, EndSeq, EndDay), Other \== Office, Since < Seq,
           (   EndSeq == none -> true
           ;   EndSeq >= Seq -> true
           ;   later(EndDay, Cooling, Last), Day =< Last
           ) )).
violated(majority_won, Column) :-
    setting(Column, _, _, _, _, _, _, _, Majority),
    elected(_, _, _, _, _, Share),
    Share =< Majority.

check :-
    make_stretches,
    forall(member(Rule, [tenure, term_limit, veto_deadline, override_majority,
                         dissolution_bar_kept, election_window, two_offices, majority_won]),
           (   aggregate_all(count, violated(Rule, before), Before),
               aggregate_all(count, violated(Rule, after), After),
               format("~d ~d~n", [Before, After])
           )),
    flush_output.

% Check once for every line that is read, until there is none.
serve :-
    read_term(user_input, Asked, []),
    ( Asked == end_of_file -> halt ; check, serve ).
