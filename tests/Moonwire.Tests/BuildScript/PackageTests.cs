using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.BuildScript;

/// <summary>
/// The packages that <c>build.ps1 Package</c> makes. Nothing is compiled: the tested executable replaces the published
/// one.
/// </summary>
[TestClass(DisableParallelization = true)]
public sealed class PackageTests : IAsyncLifetime
{
    private static readonly string Runtime = $"linux-{RuntimeInformation.OSArchitecture}".ToLowerInvariant();
    private static readonly string Architecture =
        RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private readonly TemporaryFolder _folder = new();

    private string Archive => _folder.PathOf($"package/release/moonwire-{Release.Version}-{Runtime}.tar.gz");

    private string Deb => _folder.PathOf($"package/release/moonwire_{Release.Version}_{Architecture}.deb");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT RUN, packages are made on Linux.");
        Directory.CreateDirectory(_folder.PathOf("obj/Interpreter"));
        File.Copy(Release.AssetsFile, _folder.PathOf("obj/Interpreter/project.assets.json"));
        await PackageAsync();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task TheArchiveHoldsWhatIsInstalled()
    {
        var entries = await ReadAsync(Archive);

        var root = $"moonwire-{Release.Version}-{Runtime}/";
        string[] expected =
        [
            "bin/moonwire", "share/bash-completion/completions/moonwire", "share/doc/moonwire/NOTICES",
            "share/doc/moonwire/README.md",
            "share/doc/moonwire/docs/command-line.md", "share/fish/vendor_completions.d/moonwire.fish",
            "share/man/man1/moonwire.1",
            "share/moonwire/types/ip.udp.socket.lua", "share/zsh/site-functions/_moonwire",
        ];
        Assert.Subset(
            entries.Keys.ToHashSet(StringComparer.Ordinal),
            expected.Select(p => root + p).ToHashSet(StringComparer.Ordinal));
        Assert.Contains(
            $"moonwire {Release.Version}", entries[root + "share/man/man1/moonwire.1"].Text, StringComparison.Ordinal);
        Assert.Contains(
            "complete -F _moonwire moonwire",
            entries[root + "share/bash-completion/completions/moonwire"].Text,
            StringComparison.Ordinal);
        Assert.All(entries, e =>
            Assert.Equal(
                e.Key.EndsWith('/') || e.Key.EndsWith("/bin/moonwire", StringComparison.Ordinal) ? "755" : "644",
                e.Value.Mode));
        Assert.All(entries.Values, e => Assert.Equal((0, 0, "root", "root", 1980), e.Owner));
        Assert.Equal(
            Directory.GetFiles(Repository.PathOf("Interpreter", "Types")).Length,
            entries.Keys.Count(k => k.EndsWith(".lua", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TheNoticesNameEverythingInside()
    {
        var entries = await ReadAsync(Archive);
        var notices = entries[$"moonwire-{Release.Version}-{Runtime}/share/doc/moonwire/NOTICES"].Text;

        string[] expected =
        [
            "Lua.org, PUC-Rio", "KeraLua 1.", "Vinicius Jarina", "Serilog 4.", "Serilog.Sinks.Console 6.",
            "Apache License",
            "System.CommandLine 2.", "Microsoft Corporation", ".NET 10.", "Third", "License notice for ",
        ];
        Assert.All(expected, e => Assert.Contains(e, notices, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("Meziantou", notices, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSameFilesMakeTheSamePackages()
    {
        var before = (await File.ReadAllBytesAsync(Archive, Token), await File.ReadAllBytesAsync(Deb, Token));
        await PackageAsync();

        Assert.Equal(before.Item1, await File.ReadAllBytesAsync(Archive, Token));
        Assert.Equal(before.Item2, await File.ReadAllBytesAsync(Deb, Token));
    }

    [Fact]
    public async Task APackageWithoutALicenceEndsTheBuild()
    {
        var assets = _folder.PathOf("obj/Interpreter/project.assets.json");
        var other = _folder.PathOf("packages/serilog/" + Release.PackageVersion("Serilog"));
        Directory.CreateDirectory(other);
        await File.WriteAllTextAsync(
            Path.Combine(other, "serilog.nuspec"),
            "<package><metadata><id>Serilog</id><license type=\"expression\">Unheard-Of</license></metadata></package>",
            Token);
        var text = await File.ReadAllTextAsync(assets, Token);
        await File.WriteAllTextAsync(
            assets, text.Replace(
                "\"packageFolders\": {",
                $"\"packageFolders\": {{ \"{_folder.PathOf("packages")}\": {{}},",
                StringComparison.Ordinal), Token);

        var run = await RunAsync();

        Assert.Contains("no text for the licence of Serilog", run.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheDebianPackageIsInstalledRunsAndIsRemoved()
    {
        await RequireDpkgAsync();
        var root = _folder.PathOf("root");
        foreach (var needed in new[] { "var/lib/dpkg/info", "var/lib/dpkg/updates" })
        {
            Directory.CreateDirectory(Path.Combine(root, needed));
        }

        // The package's dependencies are recorded there as installed, in the versions of this machine.
        await File.WriteAllTextAsync(
            Path.Combine(root, "var/lib/dpkg/status"), await DoAsync("dpkg-query", "--status", "libc6") + "\n", Token);
        await File.WriteAllTextAsync(Path.Combine(root, $"var/lib/dpkg/info/libc6:{Architecture}.list"), "", Token);
        var before = Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories).Where(IsNotDpkgs).ToList();

        await DpkgAsync("--root=" + root, "--install", Deb);

        Assert.Equal(
            "install ok installed", await DoAsync(
                "dpkg-query",
                "--admindir=" + Path.Combine(root, "var/lib/dpkg"),
                "--showformat=${Status}",
                "--show",
                "moonwire"));
        Assert.Equal("", await DpkgAsync("--root=" + root, "--verify", "moonwire"));
        Assert.Equal(
            $"moonwire {Release.Version} ",
            (await DoAsync(Path.Combine(root, "usr/bin/moonwire"), "--version"))[..(Release.Version.Length + 10)]);
        Assert.Equal("Lua 5.4\n", await DoAsync(Path.Combine(root, "usr/bin/moonwire"), "-e", "print(_VERSION)"));
        Assert.True(File.Exists(Path.Combine(root, "usr/share/zsh/vendor-completions/_moonwire")));
        var copyright = await File.ReadAllTextAsync(Path.Combine(root, "usr/share/doc/moonwire/copyright"), Token);
        Assert.Contains("Serilog 4.", copyright, StringComparison.Ordinal);
        Assert.Contains("/usr/share/common-licenses/Apache-2.0", copyright, StringComparison.Ordinal);
        Assert.StartsWith(
            $"moonwire ({Release.Version}) ",
            await DoAsync("zcat", Path.Combine(root, "usr/share/doc/moonwire/changelog.gz")),
            StringComparison.Ordinal);
        Assert.StartsWith(
            ".TH MOONWIRE 1",
            await DoAsync("zcat", Path.Combine(root, "usr/share/man/man1/moonwire.1.gz")),
            StringComparison.Ordinal);

        await DpkgAsync("--root=" + root, "--purge", "moonwire");

        Assert.Equal(
            before, Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories).Where(IsNotDpkgs).ToList());
    }

    [Fact]
    public async Task DpkgReadsItsFields()
    {
        Tool.Require("dpkg-deb");

        var fields = await DoAsync("dpkg-deb", "--field", Deb);

        Assert.Contains($"Version: {Release.Version}\n", fields, StringComparison.Ordinal);
        Assert.Contains($"Architecture: {Architecture}\n", fields, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Maintainer: [^<@]+ <\S+@\S+>$", fields);
        // Only a published executable shows which C library it needs.
        Assert.Matches(Release.IsCompiled ? @"\nDepends: libc6 \(>= 2\.\d+\)\n" : @"\nDepends: libc6\n", fields);
        Assert.Contains(" root/root ", await DoAsync("dpkg-deb", "--contents", Deb), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LintianFindsNoError()
    {
        Tool.Require("lintian");

        await DoAsync("lintian", "--no-cfg", "--allow-root", "--fail-on", "error", Deb);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static bool IsNotDpkgs(string path) => !path.Contains("/var/lib/dpkg", StringComparison.Ordinal)
        && !path.Contains("/var/log", StringComparison.Ordinal);

    /// <summary>
    /// Skips the test if this user cannot install with dpkg, which requires root, also root of a user namespace.
    /// </summary>
    private static async Task RequireDpkgAsync()
    {
        Tool.Require("dpkg", "dpkg-query");
        if (!Environment.IsPrivilegedProcess)
        {
            Tool.Require("unshare");
            var probe = await ChildProcess.RunAsync(
                CleanStart.Of("unshare", ["-r", "true"]), default, Executable.Bound);
            Tool.Require(probe.ExitCode == 0, "dpkg installs for root only, and no user namespace can be made");
        }
    }

    private static Task<string> DpkgAsync(params string[] arguments)
    {
        const string log = "--log=/dev/null"; // so that the machine's log is not used
        return Environment.IsPrivilegedProcess
            ? DoAsync("dpkg", [log, .. arguments])
            : DoAsync("unshare", ["-r", "dpkg", log, .. arguments]);
    }

    private static Task<string> DoAsync(string command, params string[] arguments) => Tool.RunAsync(command, arguments);

    private static async Task<Dictionary<string, Entry>> ReadAsync(string archive)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        await using var file = File.OpenRead(archive);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(gzip);
        while (await tar.GetNextEntryAsync(copyData: true, Token) is PosixTarEntry entry)
        {
            using var reader = new StreamReader(entry.DataStream ?? Stream.Null, Encoding.Latin1);
            entries.Add(entry.Name, new Entry(
                await reader.ReadToEndAsync(Token),
                Convert.ToString((int)entry.Mode, 8),
                (entry.Uid, entry.Gid, entry.UserName, entry.GroupName, entry.ModificationTime.Year)));
        }

        return entries;
    }

    private async Task PackageAsync()
    {
        var run = await RunAsync();
        Assert.True(run.Failure is null, run.Failure);
        Assert.Equal([Archive, Deb], run.Printed);
    }

    private Task<PowerShellRun> RunAsync() => PowerShellRun.InvokeAsync(
        Repository.PathOf("build.ps1"),
        ("Target", "Package"),
        ("Artifacts", _folder.Root),
        ("DotNet", Release.Stub(_folder, Runtime)));

    private sealed record Entry(string Text, string Mode, (int, int, string, string, int) Owner);
}
