# SPDX-License-Identifier: GPL-3.0-or-later
# producers.tsv → producers.c: the rows of nixie_producer_rows. Refuses a row whose example does not hold its mark.
BEGIN { FS = "\t" }
/^#/ || /^$/ { next }
NF != 5 { fail("5 columns expected, " NF " found") }
$1 !~ /^[a-z][a-z0-9-]*$/ { fail("not an id: " $1) }
$3 != tolower($3) { fail("capitals in the mark: " $3) }
$4 != "-" && $4 !~ /^[a-z][a-z0-9_]*$/ { fail("not a reader: " $4) }
index(tolower($5), $3) == 0 { fail("the example does not hold the mark: " $3) }
($2, $3) in seen { fail("twice: " $3) }
{
  seen[$2, $3]
  if ($2 == "text" || $2 == "status") { place = "NIXIE_MARK_" toupper($2); name = "0" }
  else { place = "NIXIE_MARK_HEADER"; name = toupper($2); gsub(/-/, "_", name); name = "NIXIE_HEADER_" name }
  mark = $3; gsub(/\\/, "\\\\", mark); gsub(/"/, "\\\"", mark)
  reader = $4 == "-" || $4 == "notice" ? "NULL" : "nixie_read_" $4
  row[++n] = "  { \"" $1 "\", " place ", " name ", \"" mark "\", " reader ", " ($4 == "notice" ? "TRUE" : "FALSE") " },"
}

function fail(what) { print FILENAME ":" FNR ": " what >"/dev/stderr"; failed = 1; exit 1 }

END {
  if (failed) exit 1
  print "/* generated from producers.tsv by producers.awk */\n#include \"report/producer-private.h\"\n"
  print "\nconst NixieProducerRow nixie_producer_rows[] = {"
  for (i = 1; i <= n; i++) print row[i]
  print "};\n\nconst gsize nixie_n_producer_rows = G_N_ELEMENTS (nixie_producer_rows);"
}
