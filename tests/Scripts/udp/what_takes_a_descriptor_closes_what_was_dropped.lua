print(os.execute(("ulimit -n 150; '%s' support/at_the_limit.lua"):format(arg[-1])))
print(os.execute(("ulimit -n 150; MOONWIRE_READINESS=portable '%s' support/at_the_limit.lua"):format(arg[-1])))
