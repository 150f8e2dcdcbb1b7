/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses in the value of a header field (RFC 5322 3.4), found by one pass that keeps no tree: groups, comments, display names and
 * whatever else stands around them are passed over. What is found is the report's text, not yet an address of the list.
 */
#ifndef NIXIE_REPORT_ADDRESS_LIST_H
#define NIXIE_REPORT_ADDRESS_LIST_H

#include "base/text.h"

/* Takes the next address off REST, without angle brackets. "<>" counts as an address of no length. FALSE at the end. */
gboolean nixie_address_list_next (NixieSlice *rest, NixieSlice *address);

/* The first address of VALUE, else an empty slice. */
NixieSlice nixie_address_list_first (NixieSlice value);

/* The only address of VALUE, else an empty slice. */
NixieSlice nixie_address_list_only (NixieSlice value);

/* "type; text" (RFC 3464 2.1.2) → text, its type in *TYPE (empty where there is none; "rfc/822" and "rfc822:" are taken for types too). */
NixieSlice nixie_typed_value (NixieSlice value, NixieSlice *type);

#endif
