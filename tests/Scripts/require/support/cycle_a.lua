return require "support.cycle_b".x
