#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The lints of build-aux/: each must be silent on the project, and each rule must fire on a tree that breaks it.
. "$(dirname "$0")/lib.sh"
lint=$SRCDIR/build-aux
export CC="${CC:-cc}" LINT_CPPFLAGS="${LINT_CPPFLAGS--I'$BUILDDIR/src' $(pkg-config --cflags glib-2.0 gmime-3.0 lmdb)}"

# bad FILE: a file of the bad tree, from standard input.
bad () {
  mkdir -p "$(dirname "$work/bad/$1")"
  cat >"$work/bad/$1"
}

# fires LINT RULE PART: the lint fails on the bad tree and names the place and the rule.
fires () {
  run "$lint/lint-$1" "$work/bad"
  [ "$code" -eq 0 ] && result 1 "$1 fires: $2" && return
  has "$1 fires: $2" "$out$err" "$3"
}

repeat () { for ((i = 0; i < $1; i++)); do printf '%s' "$2"; done; }

for name in layers sizes tables words shell potfiles headers docs; do
  ok "$name: nothing to mend" "$lint/lint-$name" "$SRCDIR"
done
printf 'base\nmime\nstore\n.\n' | bad src/LAYERS
bad src/base/a.c <<'END'
#include "store/store.h"
#include "mime/b-private.h"
#include "../base/a.h"
#include <gmime/gmime.h>
END
bad src/mime/b-private.h <<<'#include <lmdb.h>'
bad src/store/c.c <<'END'
#include "mime/b-private.h"
#include "nowhere/d.h"
END
bad src/odd/e.c <<<'int e;'
fires layers 'a folder below' 'src/base/a.c:1: base/ includes store/store.h'
fires layers 'a private header of another folder' 'src/store/c.c:1: mime/b-private.h stays inside mime/'
fires layers 'a path without its folder' 'src/base/a.c:3: name the folder'
fires layers 'GMime' 'src/base/a.c:4: <gmime/'
fires layers 'LMDB' 'src/mime/b-private.h:1: <lmdb.h>'
fires layers 'a header that is nowhere' 'src/store/c.c:2: no such folder'
fires layers 'a folder without a layer' 'src/odd/e.c:1: folder odd'

{
  printf 'static int\nf (int a, int b, int c,\n   int d, int e, int (*g) (int, int))\n{\n%s\n}\n\n' "$(repeat 61 $'  a++;\n')"
  printf 'static int\ng (int a, int b, int c, int d, int (*g) (int, int))\n{\n%s\n  // %s\n}\n' "$(repeat 59 $'  a++;\n')" "$(repeat 128 ö)"
} | bad src/base/sizes.c
repeat 501 $'int a;\n' | bad src/base/long.h
printf 'function f(a, b, c, d, e, g) {\n%s\n}\nfunction g(a, b, c, d, e,    i, j) {\n}\n' "$(repeat 61 $'  a++\n')" |
  bad build-aux/sizes.awk
printf '#!/bin/sh\nf () {\n%s\n}\n' "$(repeat 61 $'  :\n')" | bad bootstrap
printf 'int a; // %s\n' "$(repeat 131 ö)" | bad tests/wide.c
fires sizes 'parameters' 'src/base/sizes.c:4: more than 5 parameters'
fires sizes 'a long function' 'src/base/sizes.c:66: function of more than 60 lines'
fires sizes 'a long file' 'src/base/long.h:501: file of more than 500 lines'
fires sizes "awk's parameters" 'build-aux/sizes.awk:1: more than 5 parameters'
fires sizes 'a long function of awk' 'build-aux/sizes.awk:63: function of more than 60 lines'
fires sizes 'a long function of shell' 'bootstrap:64: function of more than 60 lines'
fires sizes 'a long line' 'tests/wide.c:1: line of more than 140 characters'
is 'sizes: at the bounds it is silent' "$(printf '%s\n' "$out" | wc -l)" 7

printf '# id\tword\texample\na\tb\n\nc\td\t\ne\tf\tg\ne\tf\tg\n' | bad src/base/table.tsv
printf 'a\tb\n' | bad src/base/headless.tsv
{
  printf '# name\tg\tp\to\ta\toptions\ts\texample\n'
  printf 'scan\t\t\t\t\tall gone\t\tnixie parse\nshow\t\t\t\t\t\t\tnixie show\n'
} | bad src/cli/commands.def
printf '# name\tshort\ttype\texample\nall\ta\tflag\tnixie scan x\nnew\t\tflag\tnixie show --new\n' | bad src/cli/options.def
fires tables 'columns' 'src/base/table.tsv:2: 2 columns, 3 named'
fires tables 'no example' 'src/base/table.tsv:4: no example'
fires tables 'a row twice' 'src/base/table.tsv:6: row stands twice'
fires tables 'no head' 'src/base/headless.tsv:1: no line above names the columns'
fires tables "a command's example" 'src/cli/commands.def:2: the example runs another command'
fires tables "an option's example" 'src/cli/options.def:2: the example does without --all'
fires tables 'an option not taken' 'src/cli/options.def:3: show does not take --new'
fires tables 'an option that is none' 'src/cli/commands.def:2: no such option: gone'

printf '# name\tg\tp\to\tt\ta\toptions\tsummary\texample\n' | bad src/cli/commands.def
for row in 'show\t\t\t\t\t\tall db=x\tshow one' 'list\t\t\t\t\t\tdb\tlist all' 'gone\t\t\t\t\t\t\tgo'; do
  printf '%b\tx\n' "$row"
done >>"$work/bad/src/cli/commands.def"
for row in '# name\tshort\ttype\tf\tmetavar' 'all\ta\tflag\t\t' 'db\t\tfile\t\tFOLDER' 'help\th\tflag\t\t' 'new\t\tflag\t\t'; do
  printf '%b\n' "$row"
done | bad src/cli/options.def
bad man/nixie-show.1 <<'END'
.Nd show two
.Sh SYNOPSIS
.Nm nixie show
.Op Fl -new
.Sh DESCRIPTION
.It Fl -all
.It Fl -db Ns = Ns Ar FILE
.It Fl -old
END
bad man/nixie-list.1 <<'END'
.Nd list all
.Sh SYNOPSIS
.Op Fl -db Ns = Ns Ar FOLDER
.It Fl -db Ns = Ns Ar FOLDER
.It Fl h , Fl -help
END
printf '.It Xr nixie-show 1\n.It Xr nixie-gone 1\n' | bad man/nixie.1.in
fires docs 'a command without a page' 'no page man/nixie-gone.1'
fires docs 'another summary' 'nixie-show.1: .Nd is not the summary'
fires docs 'an option left out' 'nixie-show.1: does not describe --help'
fires docs 'a short name left out' 'nixie-show.1: does not describe -a (--all)'
fires docs 'another metavar' 'nixie-show.1: --db takes "FOLDER" and not "FILE"'
fires docs 'an option that is none' 'nixie-show.1: describes old, which the command does not take'
fires docs 'an option that is none, in the synopsis' 'nixie-show.1: the synopsis shows new'
fires docs 'a command that nixie(1) leaves out' 'man/nixie.1: does not name nixie-list(1)'
hasnt 'docs: silent on a page that is right' "$(printf '%s\n' "$out" | grep -v -e mandoc -e roff)" 'man/nixie-list.1: '
printf '.TH a 1\n.SH NAME\n\\*[nowhere]\n' | bad man/bad.1
if command -v mandoc >/dev/null || command -v groff >/dev/null; then
  fires docs 'a page that does not format' 'man/bad.1: '
else
  skip 'docs fires: a page that does not format' 'neither mandoc nor groff'
fi

printf 'int a; \n  goto out;\n' | bad src/base/words.c
printf '#!/bin/sh\n# SPDX-License-Identifier: x\n# TO%s\ncd ../share%s /wor%s/x\n' DO d k | bad build-aux/words
fires words 'SPDX' 'src/base/a.c: no SPDX line'
fires words 'trailing blanks' 'src/base/words.c:1: trailing blanks'
fires words 'goto' 'src/base/words.c:2: goto'
fires words 'left for later' 'build-aux/words:3: left for later'
fires words 'a path of one machine' 'build-aux/words:4: a path of one machine'
fires words 'the shared folder' 'build-aux/words:4: the shared folder'

printf '#!/bin/sh\nif true; then\n' | bad build-aux/broken
printf '#!/bin/sh\ncd "$1"; rm -rf $2/*\n' | bad build-aux/careless
fires shell 'syntax' 'build-aux/broken'
if command -v shellcheck >/dev/null; then
  fires shell 'ShellCheck' 'build-aux/careless'
else
  skip 'shell fires: ShellCheck' 'no shellcheck'
fi

printf '# list\nsrc/base/a.c\nsrc/base/gone.c\nsrc/base/table.c\n' | bad po/POTFILES.in
printf 'puts (_("text"));\n' | bad src/base/marks.c
printf '#define _(text) gettext (text)\n' | bad src/base/i18n.h
fires potfiles 'a file that is not listed' 'src/base/marks.c: marks text'
fires potfiles 'a listed file that marks nothing' 'src/base/a.c marks no text'
fires potfiles 'a listed file that is nowhere' 'no such file: src/base/gone.c'
is 'potfiles: silent on made files and the macro itself' "$(printf '%s\n' "$out" | wc -l)" 3

printf 'gsize a;\n' | bad src/base/alone.h
fires headers 'a header that leans on another' 'src/base/alone.h: does not compile alone'

finish
