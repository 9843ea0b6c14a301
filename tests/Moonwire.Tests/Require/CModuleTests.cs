using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Require;

/// <summary>
/// Lua C modules from Debian's packages load and work: CModules/NAME_works.lua prints NAME_works.out.
/// </summary>
/// <remarks>
/// If a module is not installed, its test is skipped and says so. With MOONWIRE_C_MODULES=required, it fails instead.
/// </remarks>
[TestClass]
public sealed class CModuleTests
{
    [Theory]
    [InlineData("cjson", "lua-cjson")]
    [InlineData("lpeg", "lua-lpeg")]
    [InlineData("lfs", "lua-filesystem")]
    [InlineData("socket", "lua-socket")]
    public async Task Works(string name, string package)
    {
        Require(name, package);
        var folder = Repository.PathOf("tests", "Moonwire.Tests", "Require", "CModules");
        var run = await Executable.RunAsync([$"{name}_works.lua"], folder);

        Assert.Equal("", Visible.Text(run.Errors));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, $"{name}_works.out")), Encoding.UTF8.GetString(run.Output));
        Assert.Equal(0, run.ExitCode);
    }

    internal static void Require(string name, string package)
    {
        if (!Installed(name))
        {
            var absence = $"The package {package} is not installed: the Lua C module '{name}' was not tried.";
            Assert.False(Environment.GetEnvironmentVariable("MOONWIRE_C_MODULES") == "required", absence);
            Assert.Skip(absence);
        }
    }

    /// <summary>Returns true if the module is where Debian installs it, for any architecture.</summary>
    internal static bool Installed(string name) =>
        Directory.Exists("/usr/lib") && Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*").Any(folder =>
            File.Exists(Path.Combine(folder, "lua", "5.4", $"{name}.so"))
            || File.Exists(Path.Combine(folder, "lua", "5.4", name, "core.so")));
}
