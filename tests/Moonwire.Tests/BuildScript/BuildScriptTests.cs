using System.Management.Automation.Language;
using System.Text.Json;
using System.Xml.Linq;
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
            ("Target", new[] { "Restore", "Build", "Format", "Test", "Publish" }),
            ("Configuration", "Debug"),
            ("DotNet", dotnet));

        Assert.Equal(
            [
                $"restore {Solution}",
                $"build {Solution} --configuration Debug -warnaserror",
                $"format whitespace {Solution} --no-restore --verify-no-changes",
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
        folder.Write(
            "obj/Interpreter/project.assets.json",
            await File.ReadAllTextAsync(Release.AssetsFile, TestContext.Current.CancellationToken));

        await SucceedsAsync(Script, ("Target", "Tool"), ("Artifacts", folder.Root), ("DotNet", dotnet));
        // The stub does not publish anything.
        var run = await PowerShellRun.InvokeAsync(
            Script, ("Target", "Package"), ("Artifacts", folder.Root), ("DotNet", dotnet));
        Assert.Contains(folder.PathOf("publish/Interpreter/release_linux-"), run.Failure, StringComparison.Ordinal);

        var interpreter = Repository.PathOf("Interpreter");
        var runtime = $"linux-{System.Runtime.InteropServices.RuntimeInformation.OSArchitecture}".ToLowerInvariant();
        var notices = folder.PathOf("package/release/NOTICES");
        Assert.Equal(
            [
                $"restore {interpreter} -p:AsTool=true -p:ArtifactsPath={folder.Root}",
                $"pack {interpreter} --configuration Release -p:AsTool=true -p:NoticesFile={notices} "
                    + $"-p:ArtifactsPath={folder.Root}",
                $"pack {interpreter} --configuration Release --runtime {runtime} -p:AsTool=true "
                    + $"-p:NoticesFile={notices} -p:ArtifactsPath={folder.Root}",
                $"publish {interpreter} --configuration Release --runtime {runtime} -p:ArtifactsPath={folder.Root}",
            ],
            await File.ReadAllLinesAsync(dotnet + ".log", TestContext.Current.CancellationToken));
        Assert.Contains(
            "Lua.org, PUC-Rio",
            await File.ReadAllTextAsync(notices, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutATargetItBuildsForRelease()
    {
        using var folder = new TemporaryFolder();
        var dotnet = Stub(folder, exitCode: 0);

        await SucceedsAsync(Script, ("DotNet", dotnet));

        Assert.Equal(
            [$"build {Solution} --configuration Release -warnaserror"],
            await File.ReadAllLinesAsync(dotnet + ".log", TestContext.Current.CancellationToken));
    }

    /// <summary>CI has no list of its own: what it checks is what is released.</summary>
    [Fact]
    public async Task ContinuousIntegrationRunsEveryTargetThatMakesARelease()
    {
        var run = await File.ReadAllTextAsync(Repository.PathOf(".ci/run"), TestContext.Current.CancellationToken);

        string[] called = ["Restore", "Build", "Format", "Test", "Package", "Tool"];
        Assert.All(called, target => Assert.Matches($@"(?m)(^|"" )build {target}\b", run));
        Assert.DoesNotMatch(@"(?m)^\s*dotnet (restore|build|format|publish|pack)\b", run);
    }

    [Fact]
    public void TheToolThatRunsItIsOfTheTestedVersion()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Repository.PathOf(".config/dotnet-tools.json")));
        var library = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(static package => package.Attribute("Include")!.Value == "System.Management.Automation");

        Assert.Equal(
            library.Attribute("Version")!.Value,
            manifest.RootElement.GetProperty("tools").GetProperty("powershell").GetProperty("version").GetString());
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

        Environment.SetEnvironmentVariable("DOTNET_CLI_UI_LANGUAGE", "en"); // dotnet would follow the locale
        var printed = await SucceedsAsync(copy.PathOf("build.ps1"));
        Assert.Contains(printed, l => l.Contains("0 Warning(s)", StringComparison.Ordinal));
        Assert.True(File.Exists(copy.PathOf("artifacts/bin/Interpreter/release/moonwire.dll")));

        await SucceedsAsync(copy.PathOf("build.ps1"), ("Target", "Clean"));
        Assert.False(Directory.Exists(copy.PathOf("artifacts")));
    }

    private static async Task<IReadOnlyList<string>> SucceedsAsync(
        string script, params (string Name, object Value)[] parameters)
    {
        var run = await PowerShellRun.InvokeAsync(script, parameters);
        Assert.True(run.Failure is null, $"{string.Join('\n', run.Printed)}\n{run.Failure}");
        return run.Printed;
    }

    /// <summary>
    /// Writes a substitute for dotnet that records its arguments, one call on each line, in a file next to it.
    /// </summary>
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
