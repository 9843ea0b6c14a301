require "moonwire.tiem"
