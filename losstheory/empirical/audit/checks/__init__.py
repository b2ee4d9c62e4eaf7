"""What is asked of a loss module: one file a question, each gives findings."""
