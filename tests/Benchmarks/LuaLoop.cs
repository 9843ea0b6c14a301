using Moonwire.Modules;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Benchmarks;

/// <summary>Runs Lua in its own host, so that the benchmarks measure what a script does.</summary>
internal static class LuaLoop
{
    /// <summary>
    /// Runs a chunk that executes <paramref name="body"/> <paramref name="rounds"/> times, after
    /// <paramref name="preparation"/>.
    /// </summary>
    internal static int Run(
        int rounds, string body, string preparation = "", ReadinessKind readiness = ReadinessKind.Default) =>
        Run($"{preparation}\nfor i = 1, {rounds} do {body} end", readiness);

    internal static int Run(string chunk, ReadinessKind readiness = ReadinessKind.Default)
    {
        using var host = new LuaHost(new LuaHostOptions
        {
            Modules = StandardModules.Create,
            Report = static text => throw new InvalidOperationException(text),
            Exit = static status => throw new InvalidOperationException($"exit {status}"),
            Readiness = readiness,
        });
        return host.Run(new LuaProgram
        {
            Steps = [new ProgramStep(StepKind.Chunk, chunk)],
            CommandLine = ["moonwire"],
            ScriptIndex = 0,
        });
    }
}
