using System.Management.Automation.Language;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.BuildScript;

[TestClass(DisableParallelization = true)]
public sealed class BuildScriptTests
{
    private static readonly string Script = Repository.PathOf("build.ps1");
    private static readonly string Solution = Repository.PathOf("Moonwire.slnx");

    [Fact]
    public void ItParses()
    {
        Parser.ParseFile(Script, out _, out var errors);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task EachTargetCallsDotNet()
    {
        using var folder = new TemporaryFolder();
        var dotnet = Stub(folder, exitCode: 0);

        await SucceedsAsync(
            Script,
            ("Target", new[] { "Restore", "Build", "Test", "Publish" }),
            ("Configuration", "Debug"),
            ("DotNet", dotnet));

        Assert.Equal(
            [
                $"restore {Solution}",
                $"build {Solution} --configuration Debug",
                $"test --solution {Solution} --configuration Debug",
                $"publish {Repository.PathOf("Interpreter")} --configuration Debug",
            ],
            await File.ReadAllLinesAsync(dotnet + ".log", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task PackagingCallsDotNetForThisMachine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT RUN, packages are made on Linux.");
        using var folder = new TemporaryFolder();
        var dotnet = Stub(folder, exitCode: 0);
        folder.Write("obj/Interpreter/project.assets.json", await File.ReadAllTextAsync(Release.AssetsFile, TestContext.Current.CancellationToken));

        await SucceedsAsync(Script, ("Target", "Tool"), ("Artifacts", folder.Root), ("DotNet", dotnet));
        // The stub publishes nothing.
        var run = await PowerShellRun.InvokeAsync(Script, ("Target", "Package"), ("Artifacts", folder.Root), ("DotNet", dotnet));
        Assert.Contains(folder.PathOf("publish/Interpreter/release_linux-"), run.Failure, StringComparison.Ordinal);

        var interpreter = Repository.PathOf("Interpreter");
        var runtime = $"linux-{System.Runtime.InteropServices.RuntimeInformation.OSArchitecture}".ToLowerInvariant();
        var notices = folder.PathOf("package/release/NOTICES");
        Assert.Equal(
            [
                $"restore {interpreter} -p:AsTool=true -p:ArtifactsPath={folder.Root}",
                $"pack {interpreter} --configuration Release -p:AsTool=true -p:NoticesFile={notices} -p:ArtifactsPath={folder.Root}",
                $"pack {interpreter} --configuration Release --runtime {runtime} -p:AsTool=true -p:NoticesFile={notices} -p:ArtifactsPath={folder.Root}",
                $"publish {interpreter} --configuration Release --runtime {runtime} -p:ArtifactsPath={folder.Root}",
            ],
            await File.ReadAllLinesAsync(dotnet + ".log", TestContext.Current.CancellationToken));
        Assert.Contains("Lua.org, PUC-Rio", await File.ReadAllTextAsync(notices, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutATargetItBuildsForRelease()
    {
        using var folder = new TemporaryFolder();
        var dotnet = Stub(folder, exitCode: 0);

        await SucceedsAsync(Script, ("DotNet", dotnet));

        Assert.Equal(
            [$"build {Solution} --configuration Release"],
            await File.ReadAllLinesAsync(dotnet + ".log", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AFailureEndsIt()
    {
        using var folder = new TemporaryFolder();
        var dotnet = Stub(folder, exitCode: 3);

        var run = await PowerShellRun.InvokeAsync(Script, ("Target", new[] { "Restore", "Build" }), ("DotNet", dotnet));

        Assert.Contains("exit status 3", run.Failure, StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(dotnet + ".log", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AnUnknownTargetIsRefused()
    {
        var run = await PowerShellRun.InvokeAsync(Script, ("Target", "Deploy"));
        Assert.Contains("Deploy", run.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItBuildsACopyAndCleansIt()
    {
        using var copy = new TemporaryFolder();
        foreach (var file in Repository.Files())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(copy.PathOf(file))!);
            File.Copy(Repository.PathOf(file), copy.PathOf(file));
        }

        Environment.SetEnvironmentVariable("DOTNET_CLI_UI_LANGUAGE", "en"); // it would follow the locale
        var printed = await SucceedsAsync(copy.PathOf("build.ps1"));
        Assert.Contains(printed, l => l.Contains("0 Warning(s)", StringComparison.Ordinal));
        Assert.True(File.Exists(copy.PathOf("artifacts/bin/Interpreter/release/moonwire.dll")));

        await SucceedsAsync(copy.PathOf("build.ps1"), ("Target", "Clean"));
        Assert.False(Directory.Exists(copy.PathOf("artifacts")));
    }

    private static async Task<IReadOnlyList<string>> SucceedsAsync(string script, params (string Name, object Value)[] parameters)
    {
        var run = await PowerShellRun.InvokeAsync(script, parameters);
        Assert.True(run.Failure is null, $"{string.Join('\n', run.Printed)}\n{run.Failure}");
        return run.Printed;
    }

    /// <summary>A stand-in for dotnet that notes its arguments, a call a line, in a file beside it.</summary>
    private static string Stub(TemporaryFolder folder, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It needs a POSIX shell.");
        var path = folder.Write("dotnet", $"#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$0.log\"\nexit {exitCode}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
