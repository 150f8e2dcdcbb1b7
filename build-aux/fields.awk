# SPDX-License-Identifier: GPL-3.0-or-later
# fields.tsv → fields.h (want=header) and fields.c (want=source): the enum NixieField and what the rows say of it.
BEGIN { FS = "\t" }
/^#/ || /^$/ { next }
NF != 5 { fail("5 columns expected, " NF " found") }
$1 in seen { fail("twice: " $1) }
$1 !~ /^[a-z_]+$/ { fail("not an id: " $1) }
$2 != "message" && $2 != "recipient" { fail("neither message nor recipient: " $2) }
$5 == "" { fail("no example") }
{ seen[$1]; id[++n] = $1; scope[n] = $2; json[n] = $3 }

function fail(what) { print FILENAME ":" FNR ": " what >"/dev/stderr"; failed = 1; exit 1 }

function header(    i) {
  print "/* generated from fields.tsv by fields.awk */\n#ifndef NIXIE_REPORT_FIELDS_H\n#define NIXIE_REPORT_FIELDS_H\n\n#include <glib.h>\n"
  print "typedef enum {"
  for (i = 1; i <= n; i++) print "  NIXIE_FIELD_" toupper(id[i]) ","
  print "} NixieField;\n#define NIXIE_N_FIELDS " n "\n"
  print "const char *nixie_field_id (NixieField field);              /* static */"
  print "const char *nixie_field_json (NixieField field);            /* the JSON key, \"\" where the field is not written; static */"
  print "gboolean nixie_field_of_message (NixieField field);         /* of the report as a whole */\n\n#endif"
}

function column(name, values,    i) {
  print "static const char *const " name "[NIXIE_N_FIELDS] = {"
  for (i = 1; i <= n; i++) print "  \"" values[i] "\","
  print "};\n"
}

function getter(type, name, array, other) {
  print type "\nnixie_field_" name " (NixieField field)\n{"
  print "  g_return_val_if_fail ((guint) field < NIXIE_N_FIELDS, " other ");\n  return " array "[field];\n}\n"
}

function source(    i) {
  print "/* generated from fields.tsv by fields.awk */\n#include \"report/fields.h\"\n"
  column("ids", id)
  column("json", json)
  print "static const gboolean of_message[NIXIE_N_FIELDS] = {"
  for (i = 1; i <= n; i++) print "  " (scope[i] == "message" ? "TRUE" : "FALSE") ","
  print "};\n"
  getter("const char *", "id", "ids", "\"\"")
  getter("const char *", "json", "json", "\"\"")
  getter("gboolean", "of_message", "of_message", "FALSE")
}

END { if (failed) exit 1; if (want == "header") header(); else source() }
