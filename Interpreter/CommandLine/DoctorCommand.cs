using System.Runtime.InteropServices;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Probes;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>Prints what scripts can do on this machine, as a table or as JSON.</summary>
internal static class DoctorCommand
{
    /// <returns>The exit status: 1 if something essential does not work.</returns>
    internal static int Run(IReadOnlyList<ProbeResult> probes, bool json, string version, TextWriter output)
    {
        var ok = probes.All(static probe => probe.Works || !probe.IsEssential);
        if (json)
        {
            output.WriteLine(Json(probes, ok, version));
        }
        else
        {
            Write(probes, ok, version, output);
        }

        return ok ? ExitStatus.Success : ExitStatus.Failure;
    }

    private static JsonText Json(IReadOnlyList<ProbeResult> probes, bool ok, string version)
    {
        var json = new JsonText();
        return json.Object(null, () => json
            .Add("moonwire", version)
            .Add("lua", LuaHost.LuaVersion)
            .Add("system", RuntimeInformation.OSDescription)
            .Add("architecture", Architecture())
            .Add("ok", ok)
            .Array("probes", () => probes.ToList().ForEach(probe => Add(json, probe))));
    }

    private static void Add(JsonText json, ProbeResult probe) => json.Object(null, () => json
        .Add("name", probe.Name)
        .Add("subject", probe.Subject)
        .Add("essential", probe.IsEssential)
        .Add("works", probe.Works)
        .Add("detail", probe.Detail)
        .Object("values", () => probe.Values.ToList().ForEach(value => json.Add(value.Key, value.Value))));

    private static void Write(IReadOnlyList<ProbeResult> probes, bool ok, string version, TextWriter output)
    {
        output.WriteLine(
            $"moonwire {version} ({LuaHost.LuaVersion}) on {RuntimeInformation.OSDescription}, {Architecture()}");
        var width = probes.Max(static probe => NameOf(probe).Length);
        foreach (var probe in probes)
        {
            var result = probe.Works ? "yes" : probe.IsEssential ? "NO " : "no ";
            output.WriteLine($"{result}  {NameOf(probe).PadRight(width)}  {probe.Detail.ReplaceLineEndings(" ")}");
        }

        output.WriteLine(ok ? "Everything essential works." : "Something essential does not work: see NO.");
    }

    private static string NameOf(ProbeResult probe) =>
        probe.Subject is null ? probe.Name : $"{probe.Name} {probe.Subject}";

    private static string Architecture() => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
}
