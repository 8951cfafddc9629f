"""Where the numbers are tried before anyone is asked anything: networks whose truth is known. Serves no page.

calibration   whether our intervals hold the truth as often as they say
power         how many it takes to see a change
simulation    invented networks
"""
