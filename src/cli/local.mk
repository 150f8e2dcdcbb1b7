# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/cli/cmd-import.c
libnixie_a_SOURCES += src/cli/arguments.c src/cli/cli.h src/cli/cli-private.h src/cli/exec.c src/cli/help.c src/cli/holds.c src/cli/keys.c \
  src/cli/rules.c src/cli/run.c src/cli/settings.c src/cli/values.c
libnixie_a_SOURCES += src/cli/cmd-act.c
libnixie_a_SOURCES += src/cli/cmd-change.c
libnixie_a_SOURCES += src/cli/cmd-backup.c
libnixie_a_SOURCES += src/cli/cmd-check.c
libnixie_a_SOURCES += src/cli/cmd-explain.c
libnixie_a_SOURCES += src/cli/cmd-forget.c
libnixie_a_SOURCES += src/cli/cmd-list.c
libnixie_a_SOURCES += src/cli/cmd-policy.c
libnixie_a_SOURCES += src/cli/cmd-prune.c
libnixie_a_SOURCES += src/cli/cmd-rebuild.c
libnixie_a_SOURCES += src/cli/cmd-show.c
libnixie_a_SOURCES += src/cli/cmd-verify.c
libnixie_a_SOURCES += src/cli/cmd-verp.c
libnixie_a_SOURCES += src/cli/cmd-filter.c src/cli/cmd-parse.c src/cli/cmd-scan.c src/cli/feed.c src/cli/feed.h src/cli/pass.c src/cli/pass.h \
  src/cli/progress.c src/cli/progress.h src/cli/spool.c src/cli/spool.h src/cli/tally.c src/cli/tally.h src/cli/work.c src/cli/work.h
nodist_libnixie_a_SOURCES += src/cli/commands.c src/cli/options.c src/cli/options.h
BUILT_SOURCES += src/cli/options.h src/cli/options.c src/cli/commands.c src/cli/main-nixie.c src/cli/main-nixie-mail.c
EXTRA_DIST += src/cli/commands.def src/cli/options.def build-aux/commands.awk build-aux/options.awk

# Each program is its own functions beside the one table of commands; nixie execs the others.
bin_PROGRAMS += nixie
libexec_PROGRAMS += nixie-mail
nodist_nixie_SOURCES = src/cli/main-nixie.c
nixie_LDADD = $(LOOKUP_LIBS)
nodist_nixie_mail_SOURCES = src/cli/main-nixie-mail.c
nixie_mail_LDADD = $(MAIL_LIBS)

commands_def = $(srcdir)/src/cli/options.def $(srcdir)/src/cli/commands.def
src/cli/options.h: $(srcdir)/src/cli/options.def $(srcdir)/build-aux/options.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=header -f $(srcdir)/build-aux/options.awk $< >$@.tmp && mv $@.tmp $@
src/cli/options.c: $(srcdir)/src/cli/options.def $(srcdir)/build-aux/options.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=source -f $(srcdir)/build-aux/options.awk $< >$@.tmp && mv $@.tmp $@
src/cli/commands.c: $(commands_def) $(srcdir)/build-aux/commands.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=source -f $(srcdir)/build-aux/commands.awk $(commands_def) >$@.tmp && mv $@.tmp $@
src/cli/main-nixie.c: $(commands_def) $(srcdir)/build-aux/commands.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=main -v program=nixie -f $(srcdir)/build-aux/commands.awk $(commands_def) >$@.tmp && mv $@.tmp $@
src/cli/main-nixie-mail.c: $(commands_def) $(srcdir)/build-aux/commands.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=main -v program=nixie-mail -f $(srcdir)/build-aux/commands.awk $(commands_def) >$@.tmp && mv $@.tmp $@

# Completion: a file for each shell from the same rows, where distributions look for them.
completion_from = $(srcdir)/src/reason/reasons.tsv $(srcdir)/src/cli/options.def $(srcdir)/src/cli/commands.def
completions = src/cli/bash/nixie src/cli/zsh/_nixie src/cli/fish/nixie.fish
EXTRA_DIST += build-aux/completion.awk
CLEANFILES += $(completions)
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
nodist_bashcompletion_DATA = src/cli/bash/nixie
nodist_zshcompletion_DATA = src/cli/zsh/_nixie
nodist_fishcompletion_DATA = src/cli/fish/nixie.fish
$(completions): $(completion_from) $(srcdir)/build-aux/completion.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && shell=$(@D) && \
	  $(AWK) -v shell=$${shell##*/} -f $(srcdir)/build-aux/completion.awk $(completion_from) >$@.tmp && mv $@.tmp $@
