-- A lost laptop must not be a data breach: every device that reports has an encrypted disk.
return test {
  id = "endpoint.encryption", title = "Every endpoint's disk is encrypted",
  requirement = { "A.8.1", "A.8.24" }, method = "evidence",
  evidence = "endpoint", keep = "exceptions",
  collect = function(doc)
    local device = doc:data()
    return { { item = device.host, ok = device.disk_encryption == true } }
  end,
  judge = function(devices, t)
    t:extent(devices, { what = "endpoints without disk encryption" })
  end,
}
