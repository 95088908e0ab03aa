--- A record type by the name that somebody gave.

local failure = require("tickmark.base.failure")
local form = require("tickmark.documents.form")
local records = require("tickmark.criteria.records")
local suggest = require("tickmark.base.suggest")
local types = require("tickmark.criteria.types")

---@param name string
---@param record table?  the entry under `records:` of a repository; default: our names
---@return tickmark.Form
return function(name, record)
  if not types.known(name) then
    failure.raise(failure.USAGE, ("no record type %q%s"):format(name,
      suggest.hint(name, types.all())), "tickmark doc lists them")
  end
  return form.of(record or { paths = {} }, records.shape(name), records.head())
end
