using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Hosting;
using Serilog.Events;

namespace Moonwire.Modules.Logging;

/// <summary>
/// <c>log</c>: log events of the script, with Serilog's message templates. No function suspends. The shim uses a
/// function that does nothing for a level that is off, so the level is read once, when the module is made.
/// </summary>
internal sealed class LogModule(ModuleContext context) : LuaModule
{
    private readonly LogTemplates _templates = new();

    public override string Name => "log";

    public override string Shim => "log.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("debug", call => Write(call, LogEventLevel.Debug)),
        new("info", call => Write(call, LogEventLevel.Information)),
        new("warn", call => Write(call, LogEventLevel.Warning)),
        new("error", call => Write(call, LogEventLevel.Error)),
        new("is_enabled", IsEnabled),
        new("error_text", static call => call.Return(ErrorText.Of(call.Stack, 1))),
    ];

    public override void AddValues(ModuleBuilder builder)
    {
        foreach (var name in (ReadOnlySpan<string>)["debug", "info", "warn", "error"])
        {
            _ = builder.Add("has_" + name, context.Log.IsEnabled(LogLevels.Find(name)!.Value) ? 1 : 0);
        }

        _ = builder.Add("depth", LogValues.MaxDepth).Add("width", LogValues.MaxTableLength);
    }

    /// <summary>
    /// <c>info(template: string, ...)</c>: logs an event with values for the template's holes, as the shim describes
    /// them.
    /// </summary>
    private int Write(LuaCall call, LogEventLevel level)
    {
        var template = _templates.Get(call.Text(1));
        if (context.Log.IsEnabled(level))
        {
            context.Log.Write(new LogEvent(
                DateTimeOffset.Now,
                level,
                exception: null,
                template.Text,
                template.Bind(call, firstValue: 2)));
        }

        return 0;
    }

    /// <summary>
    /// <c>is_enabled(level: string) -> boolean</c>: true if the level is logged. EINVAL (arg 1) for an unknown level.
    /// </summary>
    private int IsEnabled(LuaCall call)
    {
        var name = call.Text(1);
        var level = LogLevels.Find(name) ?? throw LuaCall.Invalid(1, $"'{name}' is not a log level: {LogLevels.Names}");
        return call.Return(level != LogLevels.None && context.Log.IsEnabled(level));
    }
}
