"""The result: referral or guidance record, its document and its proof."""
