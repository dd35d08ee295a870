// Imported before anything else, and written in old JavaScript, so that an old Node reads it and says so.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `城枢需要 Node 20.19 或更高版本，现在是 ${process.versions.node}，请升级后再运行。\n` +
      `Chengshu needs Node 20.19 or later and this is ${process.versions.node}: upgrade it and run again.`,
  )
  process.exit(1)
}
