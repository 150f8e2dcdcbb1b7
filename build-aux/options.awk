# SPDX-License-Identifier: GPL-3.0-or-later
# options.def → options.h (want=header): NixieOptions and NixieOptionId; options.c (want=source): the table of rows.
BEGIN { FS = "\t" }
/^#/ || /^$/ { next }
NF != 8 { fail("8 columns expected, " NF " found") }
$1 in seen { fail("twice: " $1) }
$1 !~ /^[a-z][a-z-]*$/ { fail("not a name: " $1) }
$2 !~ /^[A-Za-z]?$/ { fail("not a letter: " $2) }
$2 != "" && ($2 in short) { fail("twice: -" $2) }
$3 !~ /^(flag|string|text|int|file)$/ { fail("no type: " $3) }
$4 !~ /^[a-z][a-z_]*$/ { fail("not a member's name: " $4) }
($5 == "") != ($3 == "flag") { fail("a metavar belongs to every option but a flag: " $1) }
$7 == "" || $8 == "" { fail("no summary or no example: " $1) }
{ seen[$1]; if ($2 != "") short[$2]; name[++n] = $1; letter[n] = $2; type[n] = $3; field[n] = $4; metavar[n] = $5; words[n] = $6
  summary[n] = $7; example[n] = $8 }

function fail(what) { print FILENAME ":" FNR ": " what >"/dev/stderr"; failed = 1; exit 1 }
function constant(i,    s) { s = toupper(name[i]); gsub(/-/, "_", s); return "NIXIE_OPTION_" s }
function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function c_type(i) { return type[i] == "flag" ? "gboolean " : type[i] == "int" ? "int " : "char *" }

function header(    i) {
  print "/* generated from options.def by options.awk */\n#ifndef NIXIE_CLI_OPTIONS_H\n#define NIXIE_CLI_OPTIONS_H\n\n#include <glib.h>\n"
  print "/* What the caller gave: FALSE, 0 or NULL where an option is absent. A number is never negative; words are checked. */"
  print "typedef struct {"
  for (i = 1; i <= n; i++) print "  " c_type(i) field[i] ";"
  print "} NixieOptions;\n\ntypedef enum {"
  for (i = 1; i <= n; i++) print "  " constant(i) ","
  print "} NixieOptionId;\n#define NIXIE_N_OPTIONS " n "\n\n#endif"
}

function source(    i) {
  print "/* generated from options.def by options.awk */\n#include \"cli/cli-private.h\"\n\n#include \"base/i18n.h\"\n"
  print "#include <stddef.h>\n"
  print "const NixieOptionRow nixie_option_rows[NIXIE_N_OPTIONS] = {"
  for (i = 1; i <= n; i++)
    print "  { " quoted(name[i]) ", " (letter[i] == "" ? "0" : "'" letter[i] "'") ", NIXIE_OPTION_TYPE_" toupper(type[i]) \
          ", offsetof (NixieOptions, " field[i] "), " quoted(metavar[i]) ", " quoted(words[i]) ", N_ (" quoted(summary[i]) ") },"
  print "};"
}

END { if (failed) exit 1; if (want == "header") header(); else source() }
