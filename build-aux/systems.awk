# SPDX-License-Identifier: GPL-3.0-or-later
# systems.tsv and grounds.tsv → systems.c (want=source): the rows of nixie_system_rows and nixie_ground_rows; or what their examples have to
# come to (want=examples), for a test. Refuses a file whose example lacks a mark, and an example that its row's word does not fit.
BEGIN {
  FS = "\t"
  n_parts = split("address display reason status reply words date last state class", part, " ")
  for (i = 1; i <= n_parts; i++) number[part[i]] = i
}
/^#/ || /^$/ { next }
NF != 6 { fail("6 columns expected, " NF " found") }
FILENAME ~ /systems\.tsv$/ { read_system(); next }
{ read_ground() }

function fail(what) { print FILENAME ":" FNR ": " what >"/dev/stderr"; failed = 1; exit 1 }
function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function constant(id) { id = toupper(id); gsub(/-/, "_", id); return id }

# The columns of an example's header row as they are compared.
function has_column(header, names,    i, j, n, m, column, name) {
  gsub(/"/, "", header); gsub(/ /, "_", header)
  n = split(tolower(header), column, ","); m = split(names, name, "|")
  for (j = 1; j <= m; j++) for (i = 1; i <= n; i++) if (column[i] == name[j]) return 1
  return 0
}

function read_system(    i, n, item, equals, cells, cell) {
  if ($1 !~ /^[a-z]+$/ || $2 !~ /^[a-z]+$/) fail("not an id: " $1 " " $2)
  if (($1, $2, $3) in seen) fail("twice: " $1 " " $2 " " $3)
  seen[$1, $2, $3]
  n = split($4, item, ",")
  for (i = 1; i <= n; i++) if (!has_column($6, item[i])) fail("the example lacks the column " item[i])
  n = split($5, item, " ")
  for (i = 1; i <= n; i++) {
    equals = index(item[i], "=")
    if (!(substr(item[i], 1, equals - 1) in number)) fail("no such part: " item[i])
    cell[substr(item[i], 1, equals - 1)] = substr(item[i], equals + 1)
  }
  if (cell["address"] == "") fail("no column holds the address")
  for (i = 1; i <= n_parts; i++) cells = cells (i > 1 ? ", " : "") quoted(cell[part[i]])
  system_row[++n_systems] = "  { " quoted($1) ", " quoted($2) ", " quoted($3 == "-" ? "" : $3) ", " quoted($4) ",\n    { " cells " } },"
}

function read_ground(    word) {
  if ($3 != tolower($3)) fail("capitals in the word: " $3)
  if ($4 != "words" && $4 !~ /^[a-z-]+$/) fail("no reason: " $4)
  if ($5 !~ /^(hard|soft|none)$/) fail("no class: " $5)
  word = $3; sub(/\*$/, "", word)
  if (substr(tolower($6), 1, length(word)) != word) fail("the word does not fit the example: " $6)
  ground_row[++n_grounds] = "  { " quoted($1) ", " quoted($2) ", " quoted($3) ", " \
    ($4 == "words" ? "TRUE, FALSE, NIXIE_REASON_UNDEFINED" : \
     $4 == "passed" ? "FALSE, TRUE, NIXIE_REASON_UNDEFINED" : "FALSE, FALSE, NIXIE_REASON_" constant($4)) ", NIXIE_CLASS_" toupper($5) " },"
  example[n_grounds] = "  { " quoted($1) ", " quoted($2) ", " quoted($6 == "-" ? "" : $6) ", " (n_grounds - 1) " },"
}

END {
  if (failed) exit 1
  print "/* generated from systems.tsv and grounds.tsv by systems.awk */\n#include \"answer/systems.h\"\n"
  if (want == "examples") {
    print "#include \"ground-examples.h\"\n\nconst GroundExample ground_examples[] = {"
    for (i = 1; i <= n_grounds; i++) print example[i]
    print "};\nconst gsize n_ground_examples = G_N_ELEMENTS (ground_examples);"
    exit
  }
  print "const NixieSystemRow nixie_system_rows[] = {"
  for (i = 1; i <= n_systems; i++) print system_row[i]
  print "};\nconst gsize nixie_n_system_rows = G_N_ELEMENTS (nixie_system_rows);\n\nconst NixieGroundRow nixie_ground_rows[] = {"
  for (i = 1; i <= n_grounds; i++) print ground_row[i]
  print "};\nconst gsize nixie_n_ground_rows = G_N_ELEMENTS (nixie_ground_rows);"
}
