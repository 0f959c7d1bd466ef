"""What Slack's error codes mean for a delivery."""

from __future__ import annotations

CONTENT = frozenset(
    "invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long invalid_attachments only_one_table_allowed block_mismatch"
    " markdown_text_conflict no_text invalid_arguments unsupported_block_type".split()
)
"""The card is refused: the same answer as plain text, once."""

PLACE = frozenset(
    "not_in_channel channel_not_found is_archived restricted_action user_not_in_channel thread_not_found message_not_found cannot_reply_to_message"
    " expired_url used_url no_permission restricted_action_thread_only_channel restricted_action_read_only_channel messages_tab_disabled".split()
)
"""The answer cannot go there: the next way."""

REVOKED = frozenset("token_revoked account_inactive invalid_auth not_authed token_expired team_access_not_granted app_uninstalled".split())
"""Nothing can be said in this workspace any more."""
