# SPDX-License-Identifier: GPL-3.0-or-later
# options.def, then commands.def → commands.c (want=source): the table of commands; main-PROGRAM.c (want=main, program=PROGRAM): the
# program's own functions and its main.
BEGIN { FS = "\t" }
/^#/ || /^$/ { next }
FILENAME ~ /options\.def$/ { constant = toupper($1); gsub(/-/, "_", constant); option[$1] = "NIXIE_OPTION_" constant; next }
/^@/ {
  if (NF != 2) fail("2 columns expected")
  group[substr($1, 2)] = ++groups; group_id[groups] = substr($1, 2); title[groups] = $2
  next
}
NF != 9 { fail("9 columns expected, " NF " found") }
$1 in seen { fail("twice: " $1) }
$1 !~ /^[a-z]+$/ { fail("not a name: " $1) }
!($2 in group) { fail("no such group: " $2) }
$3 !~ /^nixie(-[a-z]+)?$/ { fail("no program: " $3) }
$4 !~ /^(none|read|write)$/ { fail("opens nothing known: " $4) }
($4 == "none") == ((" " $7 " ") ~ / db /) { fail("--db belongs to the commands that open the list: " $1) }
$5 !~ /^(exit|defer)$/ { fail("no way with trouble: " $5) }
$8 == "" || $9 == "" { fail("no summary or no example: " $1) }
{ seen[$1]; name[++n] = $1; group_of[n] = group[$2] - 1; program_of[n] = $3; defers[n] = $5 == "defer"; arguments[n] = $6
  options[n] = $7; summary[n] = $8; example[n] = $9; check_options() }

function fail(what) { print FILENAME ":" FNR ": " what >"/dev/stderr"; failed = 1; exit 1 }
function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function check_options(    i, count, part) {
  count = split($7, part, " ")
  for (i = 1; i <= count; i++) { sub(/=.*/, "", part[i]); if (!(part[i] in option)) fail("no such option: " part[i]) }
}

function option_lists(    i, j, count, part, words) {
  for (i = 1; i <= n; i++) {
    print "static const NixieCommandOption options_of_" name[i] "[] = {"
    count = split(options[i], part, " ")
    for (j = 1; j <= count; j++) {
      words = ""
      if (part[j] ~ /=/) { words = part[j]; sub(/^[^=]*=/, "", words); gsub(/,/, " ", words); sub(/=.*/, "", part[j]) }
      print "  { " option[part[j]] ", " (words == "" ? "NULL" : quoted(words)) " },"
    }
    print "  { " option["help"] ", NULL },\n};"
  }
}

function source(    i) {
  print "/* generated from commands.def by commands.awk */\n#include \"cli/cli-private.h\"\n\n#include \"base/i18n.h\"\n"
  option_lists()
  print "\nconst char *const nixie_command_groups[] = {"
  for (i = 1; i <= groups; i++) print "  N_ (" quoted(title[i]) "),"
  print "  NULL,\n};\n\nconst NixieCommandRow nixie_command_rows[] = {"
  for (i = 1; i <= n; i++)
    print "  { " quoted(name[i]) ", " quoted(program_of[i]) ", " group_of[i] ", " (defers[i] ? "TRUE" : "FALSE") ", " quoted(arguments[i]) \
          ", options_of_" name[i] ", G_N_ELEMENTS (options_of_" name[i] "), N_ (" quoted(summary[i]) "), " quoted(example[i]) " },"
  print "  { NULL, NULL, 0, FALSE, NULL, NULL, 0, NULL, NULL },\n};"
}

function main(    i) {
  print "/* generated from commands.def by commands.awk */\n#include \"cli/cli-private.h\"\n"
  print "static const NixieCommand commands[] = {"
  for (i = 1; i <= n; i++) print "  " (program_of[i] == program ? "nixie_cmd_" name[i] : "NULL") ","
  print "  NULL,\n};\n\nint\nmain (int argc, char **argv)\n{\n  return nixie_cli_main (commands, argc, argv);\n}"
}

END { if (failed) exit 1; if (want == "main") main(); else source() }
