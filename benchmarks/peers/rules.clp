; The eight rules for CLIPS, over the facts that production.py asserts. Days are whole numbers; later is worked out by the
; host program, since there are no months here. Each violation fires once and is counted.

(defglobal ?*before* = (create$ 0 0 0 0 0 0 0 0) ?*after* = (create$ 0 0 0 0 0 0 0 0))

(deffunction count-violation (?column ?rule)
  (if (eq ?column before)
    then (bind ?*before* (replace$ ?*before* ?rule ?rule (+ 1 (nth$ ?rule ?*before*))))
    else (bind ?*after* (replace$ ?*after* ?rule ?rule (+ 1 (nth$ ?rule ?*after*))))))

; ---- how long an office is held: until someone takes or leaves it, or its holder dies ----

(defrule ended-by-change
  (change (story ?s) (seq ?t) (day ?d) (kind takes) (person ?p) (office ?o))
  (change (story ?s) (office ?o) (seq ?e&:(> ?e ?t)) (day ?end))
  (not (change (story ?s) (office ?o) (seq ?x&:(> ?x ?t)&:(< ?x ?e))))
  (not (death (story ?s) (person ?p) (seq ?x&:(> ?x ?t)&:(< ?x ?e))))
  =>
  (assert (stretch (story ?s) (person ?p) (office ?o) (seq ?t) (start ?d) (end-seq ?e) (end ?end))))

(defrule ended-by-death
  (change (story ?s) (seq ?t) (day ?d) (kind takes) (person ?p) (office ?o))
  (death (story ?s) (person ?p) (seq ?e&:(> ?e ?t)) (day ?end))
  (not (change (story ?s) (office ?o) (seq ?x&:(> ?x ?t)&:(< ?x ?e))))
  =>
  (assert (stretch (story ?s) (person ?p) (office ?o) (seq ?t) (start ?d) (end-seq ?e) (end ?end))))

(defrule never-ended
  (change (story ?s) (seq ?t) (day ?d) (kind takes) (person ?p) (office ?o))
  (not (change (story ?s) (office ?o) (seq ?x&:(> ?x ?t))))
  (not (death (story ?s) (person ?p) (seq ?x&:(> ?x ?t))))
  =>
  (assert (stretch (story ?s) (person ?p) (office ?o) (seq ?t) (start ?d) (end-seq -1) (end -1))))

; ---- the rules ----

(defrule tenure-running
  (stretch (story ?s) (start ?d) (end-seq -1))
  (setting (column ?c) (term ?m))
  (later (day ?d) (months ?m) (to ?last))
  (until (story ?s) (day ?until&:(> ?until ?last)))
  => (count-violation ?c 1))

(defrule tenure-over
  (stretch (story ?s) (start ?d) (end-seq ?e&~-1) (end ?end))
  (setting (column ?c) (term ?m))
  (later (day ?d) (months ?m) (to ?last&:(> ?end (+ ?last 1))))
  => (count-violation ?c 1))

(defrule tenure-over-and-not-put-right-first-thing
  (stretch (story ?s) (start ?d) (end-seq ?e&~-1) (end ?end))
  (setting (column ?c) (term ?m))
  (later (day ?d) (months ?m) (to ?last&:(= ?end (+ ?last 1))))
  (exists (happens (story ?s) (day ?end) (seq ?x&:(< ?x ?e))))
  => (count-violation ?c 1))

(defrule term-limit-before
  (elected (story ?s) (seq ?t) (person ?p) (office ?o))
  (exists
    (elected (story ?s) (person ?p) (office ?o) (seq ?a&:(< ?a ?t)))
    (elected (story ?s) (person ?p) (office ?o) (seq ?b&:(< ?a ?b)&:(< ?b ?t))))
  => (count-violation before 2))

(defrule term-limit-after
  (elected (story ?s) (seq ?t) (person ?p) (office ?o))
  (exists (elected (story ?s) (person ?p) (office ?o) (seq ?a&:(< ?a ?t))))
  => (count-violation after 2))

(defrule veto-late-before
  (presented (story ?s) (day ?d) (bill ?b))
  (later (day ?d) (months 1) (to ?last))
  (answered (story ?s) (bill ?b) (day ?answered&:(> ?answered ?last)))
  => (count-violation before 3))

(defrule veto-late-after
  (presented (story ?s) (day ?d) (bill ?b))
  (answered (story ?s) (bill ?b) (day ?answered&:(> ?answered (+ ?d 15))))
  => (count-violation after 3))

(defrule veto-missed-before
  (presented (story ?s) (day ?d) (bill ?b))
  (not (answered (story ?s) (bill ?b)))
  (later (day ?d) (months 1) (to ?last))
  (until (story ?s) (day ?until&:(>= ?until ?last)))
  => (count-violation before 3))

(defrule veto-missed-after
  (presented (story ?s) (day ?d) (bill ?b))
  (not (answered (story ?s) (bill ?b)))
  (until (story ?s) (day ?until&:(>= ?until (+ ?d 15))))
  => (count-violation after 3))

(defrule override-majority
  (override (chamber ?chamber) (votes ?v))
  (seats (chamber ?chamber) (seats ?n))
  (setting (column ?c) (above ?a) (below ?b))
  (test (< (* ?b ?v) (* ?a ?n)))
  => (count-violation ?c 4))

(defrule dissolution-bar
  (dissolved (story ?s) (seq ?t) (day ?d) (chamber ?chamber))
  (setting (column ?c) (bar ?m))
  (exists
    (dissolved (story ?s) (chamber ?chamber) (seq ?x&:(< ?x ?t)) (day ?earlier))
    (later (day ?earlier) (months ?m) (to ?last&:(<= ?d ?last))))
  => (count-violation ?c 5))

(defrule election-window
  (called (story ?s) (day ?d) (office ?o))
  (setting (column ?c) (notice ?n) (time ?m))
  (later (day ?d) (months ?m) (to ?last))
  (until (story ?s) (day ?until&:(>= ?until ?last)))
  (not (held (story ?s) (office ?o) (day ?h&:(>= ?h (+ ?d ?n))&:(<= ?h ?last))))
  => (count-violation ?c 6))

(defrule two-offices-at-once
  (change (story ?s) (seq ?t) (kind takes) (person ?p) (office ?o))
  (exists (stretch (story ?s) (person ?p) (office ?x&~?o) (seq ?since&:(< ?since ?t))
    (end-seq ?e&:(or (= ?e -1) (>= ?e ?t)))))
  => (count-violation before 7) (count-violation after 7))

(defrule two-offices-in-a-row
  (change (story ?s) (seq ?t) (day ?d) (kind takes) (person ?p) (office ?o))
  (not (stretch (story ?s) (person ?p) (office ?x&~?o) (seq ?since&:(< ?since ?t))
    (end-seq ?e&:(or (= ?e -1) (>= ?e ?t)))))
  (setting (column ?c) (cooling ?m))
  (exists
    (stretch (story ?s) (person ?p) (office ?x&~?o) (end-seq ?e&:(< -1 ?e ?t)) (end ?end))
    (later (day ?end) (months ?m) (to ?last&:(<= ?d ?last))))
  => (count-violation ?c 7))

(defrule majority-won
  (elected (share ?share))
  (setting (column ?c) (majority ?m&:(<= ?share ?m)))
  => (count-violation ?c 8))
