local nothing
return nothing.field
