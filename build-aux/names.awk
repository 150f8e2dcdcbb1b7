# SPDX-License-Identifier: GPL-3.0-or-later
# names.tsv → names.h (want=header) and names.c (want=source): the enum NixieHeaderName and nixie_header_lookup.
BEGIN { FS = "\t" }
/^#/ || /^$/ { next }
NF != 3 { fail("3 columns expected, " NF " found") }
$1 !~ /^[A-Za-z][A-Za-z-]*$/ { fail("not a field name: " $1) }
tolower($1) in seen { fail("twice: " $1) }
$2 !~ /^(message|part|status|feedback|disposition)$/ { fail("no such place: " $2) }
$3 == "" { fail("no example") }
{ seen[tolower($1)]; name[++n] = $1; if (length($1) > longest) longest = length($1) }

function fail(what) { print FILENAME ":" FNR ": " what >"/dev/stderr"; failed = 1; exit 1 }
function id(i,    s) { s = toupper(name[i]); gsub(/-/, "_", s); return "NIXIE_HEADER_" s }

function header(    i) {
  print "/* generated from names.tsv by names.awk */\n#ifndef NIXIE_MIME_NAMES_H\n#define NIXIE_MIME_NAMES_H\n\n#include <glib.h>\n"
  print "typedef enum {"
  for (i = 1; i <= n; i++) print "  " id(i) ","
  print "} NixieHeaderName;\n#define NIXIE_N_HEADERS " n "\n"
  print "/* The index of the field name of LENGTH octets at TEXT, or NIXIE_N_HEADERS where nixie does not read it. */"
  print "guint nixie_header_lookup (const char *text, gsize length);"
  print "const char *nixie_header_name (NixieHeaderName name); /* \"Final-Recipient\"; static */\n\n#endif"
}

function source(    i, length_, any, first, last, arguments) {
  print "/* generated from names.tsv by names.awk */\n#include \"mime/names.h\"\n\n#include <string.h>\n"
  print "static const char *const names[NIXIE_N_HEADERS] = {"
  for (i = 1; i <= n; i++) print "  \"" name[i] "\","
  print "};\n"
  print "guint\nnixie_header_lookup (const char *text, gsize length)\n{\n  switch (length)\n    {"
  for (length_ = 1; length_ <= longest; length_++) {
    any = 0
    for (i = 1; i <= n; i++) {
      if (length(name[i]) != length_) continue
      if (!any++) print "    case " length_ ":"
      first = tolower(substr(name[i], 1, 1))
      last = tolower(substr(name[i], length_))
      print "      if ((text[0] | 0x20) == '" first "' && (text[" length_ - 1 "] | 0x20) == '" last "'"
      arguments = "(text, \"" name[i] "\", " length_ ") == 0"
      print "          && (memcmp " arguments " || g_ascii_strncasecmp " arguments "))"
      print "        return " id(i) ";"
    }
    if (any) print "      break;"
  }
  print "    default:\n      break;\n    }\n  return NIXIE_N_HEADERS;\n}\n"
  print "const char *\nnixie_header_name (NixieHeaderName name)\n{"
  print "  g_return_val_if_fail ((guint) name < NIXIE_N_HEADERS, \"\");\n  return names[name];\n}"
}

END { if (failed) exit 1; if (want == "header") header(); else source() }
