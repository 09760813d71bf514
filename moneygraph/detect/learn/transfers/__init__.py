"""A transfer as the thing that is labelled, learnt and scored."""
