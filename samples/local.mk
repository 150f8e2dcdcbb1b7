# SPDX-License-Identifier: GPL-3.0-or-later
recipesdir = $(docdir)/recipes
dist_recipes_DATA = samples/recipes/mailfilter.mixed samples/recipes/mailfilter.reports \
  samples/recipes/procmailrc.mixed samples/recipes/procmailrc.reports samples/recipes/rules
dist_recipes_DATA += samples/recipes/postfix.main.cf samples/recipes/postfix.master.cf samples/recipes/signed-mailing
# Folders, whole.
EXTRA_DIST += samples/exchange samples/japan samples/providers
EXTRA_DIST += samples/auto samples/charsets samples/dma samples/dsn samples/exim samples/feedback samples/mailed samples/not samples/odd \
  samples/opensmtpd samples/qmail samples/rfc6533 samples/sendmail samples/words
EXTRA_DIST += samples/courier
EXTRA_DIST += samples/postfix
