using Moonwire.Modules;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Tests.Runtime;

/// <summary>Runs a script in a Lua host inside the test's own process.</summary>
internal static class InProcess
{
    public static (int Status, string Report) Run(
        string path,
        IReadOnlyList<string> arguments,
        ReadinessKind readiness = ReadinessKind.Default,
        Func<ModuleContext, LuaModule>? extra = null)
    {
        var reports = new List<string>();
        using var host = new LuaHost(new LuaHostOptions
        {
            Modules = context => StandardModules.Create(context) is var modules && extra is null
                ? modules
                : modules with { AtStart = [.. modules.AtStart, extra(context)] },
            Report = reports.Add,
            Exit = static code => throw new InvalidOperationException($"os.exit({code})"),
            Readiness = readiness,
        });
        var status = host.Run(new LuaProgram
        {
            Steps = [new ProgramStep(StepKind.File, path)],
            CommandLine = ["moonwire", path, .. arguments],
            ScriptIndex = 1,
        });
        return (status, string.Join('\n', reports));
    }
}
