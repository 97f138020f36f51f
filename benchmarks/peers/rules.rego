# The eight rules in Rego, over the document of one story that policy.py makes. Days are whole numbers; later is worked out
# by the host program, since there are no months here. A document gives the number of violations of each rule.
package workload

settings := {
	"before": {"term": "60", "terms": 2, "above": 2, "below": 3, "bar": "12", "notice": 30, "time": "2", "cooling": "1", "majority": 500},
	"after": {"term": "84", "terms": 1, "above": 3, "below": 4, "bar": "18", "notice": 20, "time": "3", "cooling": "6", "majority": 550},
}

seats := [151, 47]

later(day, months) := input.later[months][sprintf("%d", [day])]

# ---- how long an office is held: until someone takes or leaves it, or its holder dies ----

# The first change of the office and the first death of the person after that; `min` here compares numbers as texts.
ends(person, t) := array.concat(
	array.slice([seq | some seq in input.changes[t.office]; seq > t.seq], 0, 1),
	array.slice([seq | some seq in object.get(input.deaths, person, []); seq > t.seq], 0, 1),
)

earlier(seqs) := -1 if count(seqs) == 0

earlier(seqs) := seqs[0] if count(seqs) == 1

earlier(seqs) := seqs[0] if seqs[0] < seqs[1]

earlier(seqs) := seqs[1] if seqs[1] < seqs[0]

stretch(t, end) := {"office": t.office, "seq": t.seq, "start": t.day, "end": end}

stretches := {person: of_person |
	some person, takes in input.takes
	of_person := [stretch(t, earlier(ends(person, t))) | some t in takes]
}

# ---- the rules ----

tenure(c) := count([1 |
	some of_person in stretches
	some s in of_person
	too_long(s, later(s.start, c.term))
])

too_long(s, last) if {
	s.end == -1
	input.until > last
}

too_long(s, last) if {
	s.end >= 0
	input.days[s.end] > last + 1
}

too_long(s, last) if {
	s.end >= 0
	input.days[s.end] == last + 1
	input.days[s.end - 1] == last + 1
}

term_limit(c) := count([1 |
	some of_office in input.elected
	some t in of_office
	count([1 | some x in of_office; x.seq <= t.seq]) > c.terms
])

veto_due("before", day) := later(day, "1")

veto_due("after", day) := day + 15

veto(column) := count([1 |
	some b in input.presented
	last := veto_due(column, b.day)
	object.get(input.answered, b.bill, input.until + 1) > last
	not pending(b.bill, last)
])

pending(bill, last) if {
	not input.answered[bill]
	input.until < last
}

override(c) := count([1 | some v in input.override; c.below * v.votes < c.above * seats[v.chamber]])

dissolution(c) := count([1 |
	some of_chamber in input.dissolved
	some at
	d := of_chamber[at]
	at > 0
	d <= later(of_chamber[at - 1], c.bar)
])

election_window(c) := count([1 |
	some office
	some d in input.called[office]
	last := later(d, c.time)
	input.until >= last
	held := object.get(input.held, office, [])
	count([1 | some h in held; h >= d + c.notice; h <= last]) == 0
])

two_offices(c) := count([1 |
	some person
	some t in input.takes[person]
	holds_another(person, t, c)
])

holds_another(person, t, _) if {
	some s in stretches[person]
	s.office != t.office
	s.seq < t.seq
	s.end == -1
}

holds_another(person, t, _) if {
	some s in stretches[person]
	s.office != t.office
	s.seq < t.seq
	s.end >= t.seq
}

holds_another(person, t, c) if {
	some s in stretches[person]
	s.office != t.office
	s.end >= 0
	s.end < t.seq
	t.day <= later(input.days[s.end], c.cooling)
}

majority(c) := count([1 | some of_office in input.elected; some t in of_office; t.share <= c.majority])

result := [[tenure(c), term_limit(c), veto(column), override(c), dissolution(c), election_window(c), two_offices(c), majority(c)] |
	some column in ["before", "after"]
	c := settings[column]
]
