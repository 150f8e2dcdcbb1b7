# SPDX-License-Identifier: GPL-3.0-or-later
recipesdir = $(docdir)/recipes
dist_recipes_DATA = samples/recipes/mailfilter.mixed samples/recipes/mailfilter.reports \
  samples/recipes/procmailrc.mixed samples/recipes/procmailrc.reports
