# SPDX-License-Identifier: GPL-3.0-or-later
# reasons.tsv → reasons.h (want=header) and reasons.c (want=source): the enum NixieReason and what the rows say of it.
BEGIN { FS = "\t" }
/^#/ || /^$/ { next }
$1 == "id" { next }
{ seen[$1]++; id[++n] = $1; fault[n] = $2; class[n] = $3; meaning[n] = $5; rank[n] = $6 }
seen[$1] > 1 { fail("twice: " $1) }
$2 !~ /^(address|mailbox|message|sender|system|none)$/ { fail("no fault: " $2) }
$3 !~ /^(status|soft|none)$/ { fail("no class: " $3) }
NF != 7 { fail("7 columns expected, " NF " found") }
$6 !~ /^[0-6]$/ { fail("no rank: " $6) }
$7 == "" { fail("no example") }

function fail(what) { print FILENAME ":" FNR ": " what >"/dev/stderr"; failed = 1; exit 1 }
function name(i,    s) { s = toupper(id[i]); gsub(/-/, "_", s); return "NIXIE_REASON_" s }
function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }

function header(    i) {
  print "/* generated from reasons.tsv by reasons.awk */\n#ifndef NIXIE_REASON_REASONS_H\n#define NIXIE_REASON_REASONS_H\n\ntypedef enum {"
  for (i = 1; i <= n; i++) print "  " name(i) ","
  print "} NixieReason;\n#define NIXIE_N_REASONS " n "\n\n#endif"
}

function source(    i) {
  print "/* generated from reasons.tsv by reasons.awk */\n#include \"reason/reason-private.h\"\n\n#define N_(text) text\n"
  print "const NixieReasonRow nixie_reason_rows[NIXIE_N_REASONS] = {"
  for (i = 1; i <= n; i++)
    print "  { \"" id[i] "\", NIXIE_FAULT_" toupper(fault[i]) ", NIXIE_KIND_" toupper(class[i]) ", " rank[i] ", N_ (" quoted(meaning[i]) \
      ") },"
  print "};"
}

END { if (failed) exit 1; if (want == "header") header(); else source() }
