# SPDX-License-Identifier: GPL-3.0-or-later
# reasons.tsv, then nixie-reasons.7.in → nixie-reasons.7: a line "@reasons FAULT CLASS@" becomes an item for each row with that fault
# and class. Refuses a page that leaves a row out.
BEGIN { FS = "\t" }
FILENAME ~ /\.tsv$/ && (/^#/ || /^$/) { next }
FILENAME ~ /\.tsv$/ && $1 == "id" { for (i = 1; i <= NF; i++) column[$i] = i; next }
FILENAME ~ /\.tsv$/ {
  id[++n] = $1; fault[n] = $column["fault"]; class[n] = $column["class"]; codes[n] = $column["usual codes"]
  meaning[n] = $column["meaning"]
  next
}
/^@reasons [a-z]+ [a-z]+@$/ { gsub(/@/, ""); split($0, word, " "); items(word[2], word[3]); next }
{ print }

# A line of text that no roff takes for a request or an escape.
function text(s) { gsub(/\\/, "\\e", s); return (s ~ /^[.']/ ? "\\\\&" : "") s }
function sentence(s) { return toupper(substr(s, 1, 1)) substr(s, 2) "." }
function class_of(i) { return class[i] == "status" ? "Hard or soft." : class[i] == "soft" ? "Soft." : "" }

function items(wanted_fault, wanted_class,    i) {
  for (i = 1; i <= n; i++) {
    if (fault[i] != wanted_fault || class[i] != wanted_class) continue
    shown++
    print ".It Cm " id[i]
    print text(sentence(meaning[i]))
    if (class_of(i) != "") print class_of(i)
    print text("Usually: " codes[i] ".")
  }
}

END {
  if (shown == n) exit 0
  print FILENAME ": shows " shown + 0 " of " n " reasons" >"/dev/stderr"
  exit 1
}
