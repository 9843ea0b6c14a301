using Moonwire.Tests.Support;

namespace Moonwire.Tests.Scripts;

/// <summary>
/// Every script below tests/Scripts, run by the real executable, does what the files next to it expect.
/// </summary>
[TestClass]
public sealed class ScriptTests
{
    private static readonly string Root = Repository.PathOf("tests", "Scripts");

    public static TheoryData<string> Names => [.. ScriptCase.Names(Root)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Behaves(string name)
    {
        var script = new ScriptCase(Root, name);
        Tool.Require([.. script.Tools]);
        await Network.RequireForAsync(script.Code);
        var launcher = script.WantsOwnNetwork ? await OwnNetwork.LauncherAsync() : null;
        var environment = script.SeesInstalledModules
            ? script.Environment
            : Executable.WithoutInstalledModules.Concat(script.Environment);
        var run = await Executable.RunAsync(
            script.CommandLine, script.Folder, script.Input, environment, launcher: launcher);
        if (ScriptRun.Complaint(run, script.Output, script.Errors, script.ExitCode) is { } complaint)
        {
            Assert.Fail($"{name}.lua\n{complaint}");
        }
    }
}
