"""An audit of a loss module that somebody wrote: what a formula is tested for, measured on the code.

Nothing here is a proof. A property that held at every input tried is SUPPORTED; one that fails beyond the bound on
rounding is REFUTED by the input where it fails, which is kept so that anybody can repeat it.
"""
