# SPDX-License-Identifier: GPL-3.0-or-later
# Manual pages in mdoc. Those that name the host's folders, and the reasons' page, whose rows are the table's, are made at build time.
man_made = man/nixie.1 man/nixie.conf.5 man/nixie-rules.5 man/nixie-reasons.7
man_MANS = $(man_made)
dist_man_MANS += man/nixie-acts.1 man/nixie-allow.1 man/nixie-confirm.1 man/nixie-held.1 man/nixie-release.1 man/nixie-undo.1
dist_man_MANS += man/nixie-add.1 man/nixie-check.1 man/nixie-explain.1 man/nixie-export.1 man/nixie-filter.1 man/nixie-list.1 \
  man/nixie-json.5 man/nixie-parse.1 man/nixie-policy.1 man/nixie-rebuild.1 man/nixie-remove.1 man/nixie-scan.1 man/nixie-show.1 man/nixie-verp.1
dist_man_MANS += man/nixie-import.1
dist_man_MANS += man/nixie-backup.1 man/nixie-verify.1
dist_man_MANS += man/nixie-forget.1 man/nixie-prune.1
EXTRA_DIST += man/nixie.1.in man/nixie.conf.5.in man/nixie-rules.5.in man/nixie-reasons.7.in build-aux/reasons-man.awk
CLEANFILES += $(man_made)

man_folders = $(SED) -e 's|@sysconfdir[@]|$(sysconfdir)|g' -e 's|@localstatedir[@]|$(localstatedir)|g'
man/nixie.1: $(srcdir)/man/nixie.1.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(man_folders) $(srcdir)/man/nixie.1.in >$@.tmp && mv $@.tmp $@
man/nixie.conf.5: $(srcdir)/man/nixie.conf.5.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(man_folders) $(srcdir)/man/nixie.conf.5.in >$@.tmp && mv $@.tmp $@
rules_providers = $(AWK) -F '\t' '!/^\#/ && NF > 1 && !seen[$$1]++ { printf "%s%s", (n++ ? ", " : ""), $$1 }' $(srcdir)/src/reason/providers.tsv
man/nixie-rules.5: $(srcdir)/man/nixie-rules.5.in $(srcdir)/src/reason/providers.tsv Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && providers=`$(rules_providers)` && \
	  $(man_folders) -e "s|@providers[@]|$$providers|" $(srcdir)/man/nixie-rules.5.in >$@.tmp && mv $@.tmp $@
reasons_man = $(srcdir)/src/reason/reasons.tsv $(srcdir)/man/nixie-reasons.7.in
man/nixie-reasons.7: $(reasons_man) $(srcdir)/build-aux/reasons-man.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -f $(srcdir)/build-aux/reasons-man.awk $(reasons_man) >$@.tmp && mv $@.tmp $@
