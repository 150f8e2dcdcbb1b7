# SPDX-License-Identifier: GPL-3.0-or-later
# reasons.tsv providers.tsv statuses.tsv replies.tsv terms.tsv phrases.tsv (in this order) → rules.c (want=source), the static
# tables that reason/classify.c reads, or rule-examples.c (want=examples), every row's example for tests/test-tables. Run with
# LC_ALL=C: lengths and order are in octets. The heads of the tables say what the columns mean.
BEGIN { FS = "\t"; GAP = "\001"; STOP = "\002"; add_text("") }
BEGIN { UNFOLDED = "[\303-\305\314]|\320[\201\220-\257]|\321\221|\342\200[\220-\236]|\343\200\200" }
FNR == 1 { table = FILENAME; sub(/.*\//, "", table); sub(/\.tsv$/, "", table) }
/^#/ || /^$/ || (table == "reasons" && $1 == "id") { next }
$NF == "" { fail("no example") }
{ provider = reply = status = "" }
{ for (c = 1; c <= NF; c++) if ($c ~ /[\001-\010\013-\037]/) fail("a control character") }
table == "reasons" { columns(7); rank[$1] = $6; reason_number[$1] = n_reasons++; next }
table == "providers" { columns(4); provider_row(); next }
table == "statuses" { columns(5); status_row(); next }
table == "replies" { columns(5); reply_row(); next }
table == "terms" { columns(4); id($1); term_row(); next }
table == "phrases" { columns(8); id($1); phrase_row(); next }
{ fail("no such table: " table) }

function fail(what) { print FILENAME ":" FNR ": " what >"/dev/stderr"; failed = 1; exit 1 }
function columns(n) { if (NF != n) fail(n " columns expected, " NF " found") }
function id(s) {
  if (s !~ /^[a-z0-9][a-z0-9-]*$/) fail("not an id: " s)
  once("id " s, s)
}
function once(key, what) {
  if (key in line_of) fail("twice: " what " (also line " line_of[key] ")")
  line_of[key] = FNR
}
function known_reason(s) { if (!(s in reason_number)) fail("no such reason: " s) }
function strength(s) { if (s != "" && s != "weak") fail("strength is empty or weak: " s) }

# Offsets into one pool of strings: no pointer, so no relocation when a program starts.
function add_text(s) {
  if (s in offset) return offset[s]
  offset[s] = pool_bytes
  pool[++n_pool] = s
  pool_bytes += length(s) + 1
  return offset[s]
}
function literal(s) {
  gsub(/\\/, "\\\\", s)
  gsub(/"/, "\\\"", s)
  gsub(/\?\?/, "?\"\"?", s)
  gsub(GAP, "\\001", s)
  return "\"" s "\""
}
function identifier(s) { s = toupper(s); gsub(/-/, "_", s); return s }

function example(text, reason, rule, where, stage) {
  n_examples++
  examples[n_examples] = "  { " literal(table) ", " FNR ", " literal(text) ", " literal(rule) ", " literal(reason) ", " \
    literal(where) ", " literal(stage) " },"
}

# "X.1.1", "5.7.606-649", "4.7" → a NixieStatusScope; "" → none.
function scope(s,    part, n, range) {
  if (s == "") return "{ 0, 0, 0, 0 }"
  if (s !~ /^[X245]\.[0-9]+(\.[0-9]+(-[0-9]+)?)?$/) fail("not a status: " s)
  n = split(s, part, ".")
  if (n == 2) return "{ '" part[1] "', " part[2] ", 0, 999 }"
  if (split(part[3], range, "-") == 1) range[2] = range[1]
  if (range[2] + 0 < range[1] + 0) fail("not a range: " s)
  return "{ '" part[1] "', " part[2] ", " range[1] ", " range[2] " }"
}

function ends_with(s, tail) { return length(s) > length(tail) && substr(s, length(s) - length(tail) + 1) == tail }

function provider_row() {
  if ($1 !~ /^[a-z0-9]+$/) fail("not an id: " $1)
  if ($3 == "") fail("no name: " $1)
  once("provider " $1 " " $2 " " $3, $1 " " $3)
  if (!($1 in provider_number)) { provider_number[$1] = ++n_providers; provider_id[n_providers] = $1 }
  if ($2 == "mark") { index_row($1, $3, "PROVIDER", provider_number[$1], 0); at_mark[$1] = $4 }
  else if ($2 == "host" || $2 == "domain" || $2 == "producer") known_row()
  else fail("neither host, domain, producer nor mark: " $2)
}
function known_row() {
  if ($3 !~ /^[a-z0-9.-]+$/) fail("not a name: " $3)
  if ($2 != "producer" && $4 != $3 && !ends_with($4, "." $3)) fail("the example is not under " $3 ": " $4)
  n_known++
  known_name[n_known] = $3
  known[n_known] = "  { NIXIE_KNOWN_BY_" toupper($2) ", " provider_number[$1] ", " length($3) ", " add_text($3) " },"
  if ($2 == "host" && !($1 in at_host)) at_host[$1] = $4
  if ($2 == "domain" && !($1 in at_domain)) at_domain[$1] = $4
  if ($2 == "producer" && !($1 in at_producer)) at_producer[$1] = $4
}
function provider_example(p) {
  if (p in at_host) return "host " at_host[p]
  if (p in at_domain) return "domain " at_domain[p]
  if (p in at_producer) return "producer " at_producer[p]
  return p in at_mark ? "mark " at_mark[p] : ""
}

function status_row() {
  once("status " $1, $1)
  known_reason($3)
  strength($4)
  n_statuses++
  statuses[n_statuses] = "  { " scope($1) ", " reason_number[$3] ", " ($4 == "weak") ", " add_text($1) ", " add_text($2) " },"
  example($5, $3, $1, "", "")
}

function reply_row() {
  if ($1 !~ /^[0-9]*$/ || length($1) > 3 || $1 $2 == "") fail("not a reply: " $1)
  if ($2 !~ /^(|connect|helo|mail|rcpt|data)$/) fail("no such stage: " $2)
  if (length($1) < 3 && $2 == "") fail("a part of a reply needs a stage: " $1)
  once("reply " $1 " " $2, $1 " " $2)
  known_reason($4)
  n_replies++
  replies[n_replies] = "  { \"" $1 "\", \"" $2 "\", " reason_number[$4] ", " add_text($2 == "" ? $1 : $2 "-" $1) ", " add_text($3) " },"
  example($5, $4, $2 == "" ? $1 : $2 "-" $1, "", $2)
}

function term_row() {
  if ($2 != "transient" && $2 != "final") fail("neither transient nor final: " $2)
  index_row($1, $3, toupper($2), 0, 0)
  example($4, $2, $1, "", "")
}

function phrase_row() {
  known_reason($6)
  strength($7)
  provider = $2; reply = $3; status = $4
  if (provider != "" && !(provider in provider_number)) fail("no such provider: " provider)
  if ($3 !~ /^[0-9]?[0-9]?[0-9]?$/) fail("not a reply: " $3)
  if ($5 == "") code_row()
  else index_row($1, $5, "REASON", reason_number[$6], $7 == "weak")
  example($8, $6, $1, $2 == "" ? "" : provider_example($2), "")
}
function scopes() {
  return (provider == "" ? 0 : provider_number[provider]) ", \"" reply "\", " scope(status)
}
function code_row() {
  if ($2 == "") fail("without a phrase a row needs a provider")
  if ($7 == "weak") fail("without a phrase a row cannot be weak")
  once("code " $2 " " $3 " " $4, $2 " " $3 " " $4)
  n_codes++
  codes[n_codes] = "  { " scopes() ", " reason_number[$6] ", " add_text($1) " },"
}

# A row of the index of phrases, in the scope of provider, reply and status. What it says is a reason, a provider, or a term.
function index_row(row_id, phrase, says, value, weak,    key, gaps, s, dims) {
  if (phrase ~ /[A-Z]/) fail("capitals: " phrase)
  if (phrase ~ UNFOLDED) fail("letters that reason/letters.c folds: " phrase)
  if (phrase ~ /  / || phrase ~ /^ / || phrase ~ / $/) fail("white space is not single: " phrase)
  s = phrase
  gaps = gsub(/ \* /, GAP, s)
  if (s ~ /\*/ || gaps > 2 || s ~ /^.?\001/ || s ~ /\001$/) fail("a gap is ' * ' between words, at most two: " phrase)
  if (length(phrase) < 3 || length(phrase) > 120) fail("3 to 120 octets expected: " phrase)
  # Two rows that match the same words with the same weight would tie; reply and status weigh the same as scopes.
  dims = (reply == "" ? 0 : 1) + (status == "" ? 0 : 1)
  key = says " " provider " " s " "
  if (dims == 1 && provider == "") {
    if ((key "reply") in dim_of && status != "") tie(phrase, key "reply", value)
    if ((key "status") in dim_of && reply != "") tie(phrase, key "status", value)
    dim_of[key (reply != "" ? "reply" : "status")] = value
  }
  once("phrase " key reply " " status, phrase)
  n_rows++
  row_phrase[n_rows] = s
  row_line[n_rows] = FILENAME ":" FNR
  row_group[n_rows] = says "," value "," weak "," provider "," reply "," status
  row_c[n_rows] = "NIXIE_SAYS_" says ", " value ", " weak ", " scopes()
  row_id_at[n_rows] = add_text(row_id)
  group_rows[row_group[n_rows]] = group_rows[row_group[n_rows]] " " n_rows
}
function tie(phrase, key, value) { if (dim_of[key] != value) fail("ties with a row of another scope: " phrase) }

# A row that contains a shorter one of the same scope and reason can never change a verdict.
function word_octet(c) { return c ~ /^[a-z0-9]$/ }
function contains(long, short,    at, from, before, after, first, last) {
  first = substr(short, 1, 1)
  last = substr(short, length(short), 1)
  for (from = 1; (at = index(substr(long, from), short)) > 0; from += at) {
    before = from + at - 2 > 0 ? substr(long, from + at - 2, 1) : " "
    after = substr(long, from + at - 1 + length(short), 1)
    if (!(word_octet(first) && word_octet(before)) && !(word_octet(last) && word_octet(after))) return 1
  }
  return 0
}
function contains_gapped(long, short,    part, n, i, at) {
  n = split(short, part, GAP)
  gsub(GAP, " ", long)
  for (i = 1; i <= n; i++) {
    if (!contains(long, part[i])) return 0
    at = index(long, part[i])
    long = substr(long, at + length(part[i]))
  }
  return 1
}
function shown(s) { gsub(GAP, " * ", s); return s }
function check_pair(long, short) {
  if (!contains_gapped(row_phrase[long], row_phrase[short])) return
  print row_line[long] ": can never win: contains '" shown(row_phrase[short]) "' (" row_line[short] ")" >"/dev/stderr"
  failed = 1
}
function check_dead(    g, part, n, i, j) {
  for (g in group_rows) {
    n = split(group_rows[g], part, " ")
    for (i = 1; i <= n; i++) for (j = 1; j <= n; j++)
      if (i != j && length(row_phrase[part[i]]) >= length(row_phrase[part[j]])) check_pair(part[i], part[j])
  }
  if (failed) exit 1
}

function less(a, b) { return row_phrase[a] < row_phrase[b] || (row_phrase[a] == row_phrase[b] && a < b) }
function heap_down(i, n,    c, t) {
  while ((c = 2 * i) <= n) {
    if (c < n && less(order[c], order[c + 1])) c++
    if (!less(order[i], order[c])) return
    t = order[i]; order[i] = order[c]; order[c] = t
    i = c
  }
}
function sort_rows(    i, t) {
  for (i = 1; i <= n_rows; i++) order[i] = i
  for (i = int(n_rows / 2); i >= 1; i--) heap_down(i, n_rows)
  for (i = n_rows; i > 1; i--) { t = order[1]; order[1] = order[i]; order[i] = t; heap_down(1, i - 1) }
}

function list(type, name, lines, n,    i) {
  print "const guint nixie_n_" name " = " n + 0 ";\nconst " type " nixie_" name "[] = {"
  for (i = 1; i <= n; i++) print lines[i]
  print "};\n"
}

function rows(    i, r, s) {
  for (i = 1; i <= n_rows; i++) {
    r = order[i]
    s = row_phrase[r]
    sorted[i] = "  { " add_text(s) ", " row_id_at[r] ", " length(s) ", " row_c[r] " },"
  }
  list("NixiePhraseRow", "phrase_rows", sorted, n_rows)
}

# The trie of words.c, a phrase ending with STOP: node[prefix] is a node, below[prefix] the octets that go on from there. Its base is
# such that C leads to the node base + code[C], in the first places that are free; that of a STOP is the first of the rows that end there.
function grow(s,    i) {
  s = s STOP
  for (i = 1; i <= length(s); i++)
    if (!(substr(s, 1, i) in grown)) {
      grown[substr(s, 1, i)]
      below[substr(s, 1, i - 1)] = below[substr(s, 1, i - 1)] substr(s, i, 1)
    }
}
function fits(b, octets,    i) {
  for (i = 1; i <= length(octets); i++) if ((b + code[substr(octets, i, 1)]) in parent) return 0
  return 1
}
function place(prefix,    b, octets, slot, i) {
  octets = below[prefix]
  while (free in parent) free++
  for (b = free - code[substr(octets, 1, 1)]; !fits(b, octets); b++) ;
  for (i = 1; i <= length(octets); i++) {
    slot = b + code[substr(octets, i, 1)]
    parent[slot] = node[prefix]
    node[prefix substr(octets, i, 1)] = slot
  }
  if (b + 256 > n_nodes) n_nodes = b + 256 # whatever octet is asked for
  base[node[prefix]] = b
}
function trie(    i, j, s) {
  for (i = 1; i < 256; i++) code[sprintf("%c", i)] = i
  code[STOP] = 0
  for (i = 1; i <= n_rows; i++) grow(row_phrase[order[i]])
  node[""] = 1 # 0 is no node
  parent[0] = parent[1] = 0
  free = 256 # no base is below 1
  for (i = 1; i <= n_rows; i++) {
    s = row_phrase[order[i]]
    for (j = 0; j <= length(s); j++) if (!(node[substr(s, 1, j)] in base)) place(substr(s, 1, j))
    if (!(node[s STOP] in base)) base[node[s STOP]] = i - 1
  }
  if (n_nodes > 65536) fail("too many octets of phrases for a guint16: " n_nodes)
  print "const NixiePhraseNode nixie_phrase_nodes[] = {"
  for (i = 0; i < n_nodes; i++) printf "{ %d, %d },%s", base[i], parent[i], i % 8 == 7 ? "\n" : " "
  print "};\n"
}

# The hash of lookup.c over a name from its end on.
function name_hash(s,    i, h) {
  h = 0
  for (i = length(s); i > 0; i--) h = (h * 31 + code[substr(s, i, 1)]) % 65536
  return h
}
function index_names(    i, slot, taken) {
  if (n_known > 256) fail("too many names of providers for the index: " n_known)
  for (i = 1; i <= n_known; i++) {
    for (slot = name_hash(known_name[i]) % 512; slot in taken; slot = (slot + 1) % 512) ;
    taken[slot] = i
  }
  print "const guint16 nixie_known_slots[NIXIE_KNOWN_SLOTS] = {"
  for (slot = 0; slot < 512; slot++)
    if (slot in taken) print "  [" slot "] = " taken[slot] ","
  print "};\n"
}

function source(    i) {
  print "/* generated by rules.awk */\n#include \"reason/reason-private.h\"\n"
  sort_rows()
  rows()
  trie()
  list("NixieCodeRow", "code_rows", codes, n_codes)
  list("NixieStatusRow", "status_rows", statuses, n_statuses)
  list("NixieReplyRow", "reply_rows", replies, n_replies)
  list("NixieKnownRow", "known_rows", known, n_known)
  for (i = 1; i <= n_providers; i++) provider_id[i] = "  " add_text(provider_id[i]) ","
  list("guint32", "provider_ids", provider_id, n_providers)
  index_names()
  print "const char nixie_rule_pool[] ="
  for (i = 1; i <= n_pool; i++) print "  " literal(pool[i]) " \"\\0\""
  print "  ;"
}

function print_examples(    i) {
  print "/* generated by rules.awk */\n#include \"rule-examples.h\"\n"
  print "const guint n_rule_examples = " n_examples ";\nconst RuleExample rule_examples[] = {"
  for (i = 1; i <= n_examples; i++) print examples[i]
  print "};"
}

END {
  if (failed) exit 1
  check_dead()
  if (want == "source") source(); else print_examples()
}
