using System.Text.Json;
using System.Xml.Linq;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.BuildScript;

/// <summary>The files to package.</summary>
internal static class Release
{
    public static string Version { get; } =
        XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>
    /// The file that restoring the executable's project has written, in the artifacts folder of these tests.
    /// </summary>
    public static string AssetsFile { get; } = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "obj", "Interpreter", "project.assets.json"));

    /// <summary>True if the tested executable is a published one.</summary>
    public static bool IsCompiled { get; } = Environment.GetEnvironmentVariable("MOONWIRE") is { Length: > 0 };

    public static string PackageVersion(string name)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(AssetsFile));
        return assets.RootElement.GetProperty("libraries").EnumerateObject().Select(l => l.Name.Split('/'))
            .Single(l => l[0] == name)[1];
    }

    /// <summary>Writes a substitute for dotnet that publishes the tested executable.</summary>
    public static string Stub(TemporaryFolder folder, string runtime)
    {
        var published = folder.PathOf($"publish/Interpreter/release_{runtime}");
        // The plain build needs the files next to it, so it is called and not copied.
        var publish = IsCompiled
            ? $"cp '{Executable.Location}' moonwire"
            : $"printf '#!/bin/sh\\nexport DOTNET_ROOT=\"{Executable.DotNetRoot()}\"\\nexec \"{Executable.Location}\" "
                + "\"$@\"\\n' > moonwire";
        var path = folder.Write(
            "dotnet",
            $"#!/bin/sh\nset -e\n[ \"$1\" = publish ]\nmkdir -p '{published}'\ncd '{published}'\n{publish}\nchmod +x "
                + "moonwire\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
