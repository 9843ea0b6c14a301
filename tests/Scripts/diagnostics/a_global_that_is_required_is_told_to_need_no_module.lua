require "spawn"
