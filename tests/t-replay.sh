#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every fuzz target takes its corpus, and every prefix of what is small in it, without a crash.
. "$(dirname "$0")/lib.sh"

for program in "$BUILDDIR"/tests/fuzz/replay-*; do
  case $program in *.o | *.log) continue ;; esac
  name=${program##*/replay-}
  ok "$name: its corpus" timeout 300 "$program" "$SRCDIR/tests/corpus/$name"/*
done

finish
