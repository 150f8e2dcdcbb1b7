# SPDX-License-Identifier: GPL-3.0-or-later
# cues.tsv → cues.c: the rows of nixie_cues. Refuses capitals, a kind that is none, and a row that stands twice.
BEGIN {
  FS = "\t"
  n = split("failed lead ground delayed retried final delivered silent recipient other", kinds, " ")
  for (i = 1; i <= n; i++) is_kind[kinds[i]]
}
/^#/ || /^$/ { next }
NF != 3 { fail("3 columns expected, " NF " found") }
!($1 in is_kind) { fail("not a kind: " $1) }
$3 != tolower($3) { fail("capitals: " $3) }
$3 ~ /  / || $3 ~ /^ / || $3 == "" { fail("not folded: " $3) }
($1, $3) in seen { fail("twice: " $3) }
{
  seen[$1, $3]
  words = $3; gsub(/\\/, "\\\\", words); gsub(/"/, "\\\"", words)
  row[++rows] = "  { NIXIE_CUE_" toupper($1) ", \"" words "\", sizeof (\"" words "\") - 1 },"
}

function fail(what) { print FILENAME ":" FNR ": " what >"/dev/stderr"; failed = 1; exit 1 }

END {
  if (failed) exit 1
  print "/* generated from cues.tsv by cues.awk */\n#include \"report/notice-private.h\"\n"
  print "\nconst NixieCue nixie_cues[] = {"
  for (i = 1; i <= rows; i++) print row[i]
  print "};\n\nconst gsize nixie_n_cues = G_N_ELEMENTS (nixie_cues);"
}
