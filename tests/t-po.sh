#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Translations: sound, whole against the sources as they are now, and shown where they are asked for, in columns that umlauts leave
# straight.
. "$(dirname "$0")/lib.sh"
command -v msgfmt >/dev/null && command -v xgettext >/dev/null || skip_all 'no gettext'
export LC_ALL=C.UTF-8
mapfile -t languages < <(grep -v '^#' "$SRCDIR/po/LINGUAS")

# template FILE: the messages of the sources, from those in the tree and those made in the build folder.
template () {
  xgettext --directory="$SRCDIR" --directory="$BUILDDIR" --files-from="$SRCDIR/po/POTFILES.in" --keyword=_ --keyword=N_ \
    --from-code=UTF-8 --add-location=file --output="$1"
}

# wide: lines of standard input with more than 80 characters (awk may count octets). Examples are left alone.
wide () {
  local line
  while IFS= read -r line; do
    [ "${#line}" -le 80 ] || [ "${line#  nixie}" != "$line" ] || echo "$line"
  done
}

# crooked COLUMN: rows of help on standard input whose text does not begin behind COLUMN columns.
crooked () {
  local line row='^  ( *-|[a-z]+ )'
  while IFS= read -r line; do
    [[ $line =~ $row && ${line#  nixie } = "$line" ]] || continue
    [[ "${line:$1-1:1}" = ' ' && "${line:$1:1}" != ' ' || ${#line} -gt 80 ]] || echo "$line"
  done
}

# left_over LANGUAGE: message ids of LANGUAGE that are untranslated, in doubt, or no longer in the sources.
left_over () {
  msgmerge --quiet --no-fuzzy-matching --output="$work/$1.po" "$SRCDIR/po/$1.po" "$work/nixie.pot" || echo 'msgmerge failed'
  msgattrib --no-obsolete --untranslated --no-wrap "$work/$1.po" | sed -n '/^msgid ""$/d; s/^msgid/untranslated:/p'
  msgattrib --only-fuzzy --no-wrap "$SRCDIR/po/$1.po" | sed -n '/^msgid ""$/d; s/^msgid/in doubt:/p'
  msgattrib --only-obsolete --no-wrap "$work/$1.po" | sed -n 's/^#~ msgid/not in the sources:/p'
}

ok 'the sources give a template' template "$work/nixie.pot"
for language in "${languages[@]}"; do
  ok "$language: msgfmt has nothing to say" msgfmt --check --output-file="$work/$language.mo" "$SRCDIR/po/$language.po"
  is "$language: whole" "$(left_over "$language")" ''
done

# What follows asks nixie itself. It looks for its catalogues where they will be installed: a library loaded before the C library sends it
# to $work. glibc translates in a real locale only, and so one is made.
cat >"$work/here.c" <<'EOS'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
char *
bindtextdomain (const char *domain, const char *folder)
{
  char *(*real) (const char *, const char *) = (char *(*) (const char *, const char *)) dlsym (RTLD_NEXT, "bindtextdomain");
  return real (domain, getenv ("CATALOGUES"));
}
EOS
can_speak () {
  ! grep -q '^#define NIXIE_SANITIZED 1' "$BUILDDIR/config.h" || return 1
  ${CC:-cc} -shared -fPIC -o "$work/here.so" "$work/here.c" -ldl || return 1
  mkdir "$work/locales" && localedef --quiet -i de_DE -f UTF-8 "$work/locales/de_DE.UTF-8"
  [ -s "$work/locales/de_DE.UTF-8/LC_CTYPE" ]
}
# in_language LANGUAGE COMMAND…
in_language () {
  local language=$1
  shift
  LD_PRELOAD="$work/here.so" CATALOGUES="$work/share" LOCPATH="$work/locales" LC_ALL=de_DE.UTF-8 LANGUAGE="$language" "$@"
}

if can_speak >/dev/null 2>&1; then
  for language in "${languages[@]}"; do
    mkdir -p "$work/share/$language/LC_MESSAGES"
    mv "$work/$language.mo" "$work/share/$language/LC_MESSAGES/nixie.mo"
    run in_language "$language" "$nixie" help
    hasnt "$language: help is not in English" "$out" 'returned mail'
    is "$language: help has 80 columns" "$(wide <<<"$out")" ''
    is "$language: summaries stand in one column" "$(crooked 12 <<<"$out")" ''
    while read -r command; do
      run in_language "$language" "$nixie" help "$command"
      is "$language: help $command has 80 columns" "$(wide <<<"$out")" ''
      is "$language: help $command: options stand in one column" "$(crooked 24 <<<"$out")" ''
    done < <(sed -n 's/^  { "\([a-z]*\)", "nixie.*/\1/p' "$BUILDDIR/src/cli/commands.c")
  done
  run in_language de "$nixie" help
  has 'German help' "$out" 'nixie liest Rückläufer'
  run in_language de "$nixie" frobnicate
  is 'German messages' "$err" "nixie: 'frobnicate' ist kein Befehl
nixie: siehe 'nixie help'"
  has 'Spanish: no settings, in their gender' "$(in_language es "$nixie" policy)" 'ninguna'
  has 'French: no settings, in their gender' "$(in_language fr "$nixie" policy)" 'aucune'
else
  skip 'nixie in other languages' 'no compiler for a helper, no locale to be made, or sanitizers'
fi
finish
