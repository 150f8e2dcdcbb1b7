# SPDX-License-Identifier: GPL-3.0-or-later
# wordings.tsv → wordings.c: the rows of nixie_wording_rows, grouped by kind and place. Refuses a row whose example does not hold its
# words. Run with LC_ALL=C: lengths are in octets, and only ASCII has capitals.
BEGIN {
  FS = "\t"
  n_groups = split("auto-reply subject,auto-reply text,challenge subject,challenge text,complaint subject,complaint from,complaint text," \
    "opt-out subject,opt-out to", groups, ",")
  for (i = 1; i <= n_groups; i++) known[groups[i]]
}
/^#/ || /^$/ { next }
NF != 4 { fail("4 columns expected, " NF " found") }
!(($1 " " $2) in known) { fail("no such kind and place: " $1 " " $2) }
$3 != tolower($3) { fail("capitals: " $3) }
$3 ~ /  / || $3 ~ /^ / || $3 ~ / $/ { fail("white space is not single: " $3) }
length($3) < 3 || length($3) > 80 { fail("3 to 80 octets expected: " $3) }
index(tolower($4), $3) == 0 || ($2 == "subject" && index(tolower($4), $3) != 1) { fail("the example does not hold the words: " $3) }
($1, $2, $3) in seen { fail("twice: " $3) }
{
  seen[$1, $2, $3]
  words = $3; gsub(/\\/, "\\\\", words); gsub(/"/, "\\\"", words)
  kind = toupper($1); gsub(/-/, "_", kind)
  count[$1 " " $2]++
  rows[$1 " " $2] = rows[$1 " " $2] "  { NIXIE_WORDING_" kind ", NIXIE_WORDS_" toupper($2) ", " length($3) ", \"" words "\" },\n"
}

function fail(what) { print FILENAME ":" FNR ": " what >"/dev/stderr"; failed = 1; exit 1 }

END {
  if (failed) exit 1
  print "/* generated from wordings.tsv by wordings.awk */\n#include \"report/wording.h\"\n"
  print "\nconst NixieWordingRow nixie_wording_rows[] = {"
  for (i = 1; i <= n_groups; i++) printf "%s", rows[groups[i]]
  print "};\n\nconst NixieWordingGroup nixie_wording_groups[NIXIE_N_WORDINGS][NIXIE_N_WORDS_PLACES] = {"
  for (i = 1; i <= n_groups; i++) {
    split(toupper(groups[i]), part, " ")
    gsub(/-/, "_", part[1])
    print "  [NIXIE_WORDING_" part[1] "][NIXIE_WORDS_" part[2] "] = { " from + 0 ", " from + count[groups[i]] " },"
    from += count[groups[i]]
  }
  print "};"
}
