"""Does a change matter to the person who changed? Rules, thresholds and effect sizes; nothing here is an effect.

reliable_change  the smallest change that is more than error of measurement, with what it rests on
categories       recovered, improved, unchanged, deteriorated
importance       the smallest change that matters: by an anchor, or by the distribution
effect_sizes     d_z, d_av, d_rm, d_s, their corrections and intervals, common language
paired_tests     McNemar, Wilcoxon: the same persons twice
"""
