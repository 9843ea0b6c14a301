using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Probes;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>Parses a command line into one request, and runs it.</summary>
internal static class Cli
{
    private const string Unrecognized = "unrecognized option ";

    /// <param name="arguments">The arguments after the program's name.</param>
    /// <param name="run">Runs a request and returns the exit status.</param>
    /// <param name="output">Returns the writer for help and versions. Called only if needed.</param>
    /// <param name="errors">Returns the writer for errors about the command line. Called only if needed.</param>
    internal static int Run(
        string[] arguments, Func<RunRequest, int> run, Func<TextWriter> output, Func<TextWriter> errors)
    {
        if (arguments is [var command, ..] && RootDefinition.IsCommand(command))
        {
            var interactive = new RunRequest { Arguments = arguments, IsInteractive = true, ShowsVersion = true };
            if (arguments.Length == 1 && command == RootDefinition.ReplName)
            {
                return run(interactive); // before anything is created that would set the terminal up
            }

            var commands = Definition(output, errors);
            commands.Repl.SetAction(_ => run(interactive));
            commands.Test.Command.SetAction(result => run(TestCommand.Request(commands.Test, result, arguments)));
            commands.Probe.Command.SetAction(result => run(ProbeCommand.Request(commands.Probe, result, arguments)));
            commands.Replay.Command.SetAction(result => run(commands.Replay.Request(result, arguments)));
            commands.Replay.Record.SetAction(result => run(commands.Replay.RecordRequest(result, arguments)));
            commands.Init.Command.SetAction(result => result.GetValue(commands.Init.From) is null
                ? InitCommand.Run(output(), errors())
                : InitCommand.Run(() => run(commands.Init.Request(result, arguments)), errors()));
            _ = commands.Command.Arguments.Remove(commands.Script); // a command has no script
            return Invoke(commands, arguments, output, errors);
        }

        var split = ArgumentSplit.Of(arguments);
        if (split.Complaint is { } complaint)
        {
            errors().WriteLine($"moonwire: {complaint}{OwnOption(complaint)}\n{Usage.All}");
            return ExitStatus.Failure;
        }

        var request = new RunRequest
        {
            Arguments = arguments,
            ScriptIndex = split.ScriptIndex < arguments.Length ? split.ScriptIndex : null,
            ScriptIsStandardInput = split.ScriptIsStandardInput,
            Steps = split.Steps,
            IsInteractive = split.IsInteractive,
            ShowsVersion = split.ShowsVersion,
            IgnoresEnvironment = split.IgnoresEnvironment,
        };
        if (arguments is [var script, ..] && request.ScriptIndex == 0 && MeantBy(script) is { Length: > 0 } meant)
        {
            errors().WriteLine($"moonwire: cannot open {script}: there is no such file{meant}");
            return ExitStatus.Failure;
        }

        return split.OwnOptions.Count == 0 ? run(request) : Parse(split, request, run, output, errors);
    }

    private static int Parse(
        ArgumentSplit split,
        RunRequest request,
        Func<RunRequest, int> run,
        Func<TextWriter> output,
        Func<TextWriter> errors)
    {
        var definition = Definition(output, errors);
        definition.Command.SetAction(result =>
        {
            if (result.GetValue(definition.Version))
            {
                output().WriteLine(Versions());
                return ExitStatus.Success;
            }

            return run(request with
            {
                Log = definition.Log.Settings(result),
                Recording = definition.Recording.Settings(result),
                MemoryLimit = result.GetValue(definition.MemoryLimit),
                Timeout = result.GetValue(definition.Timeout),
            });
        });
        return Invoke(definition, [.. split.OwnOptions], output, errors);
    }

    private static RootDefinition Definition(Func<TextWriter> output, Func<TextWriter> errors)
    {
        var definition = new RootDefinition();
        var types = definition.Types;
        types.Command.SetAction(result => TypesCommand.Run(result.GetRequiredValue(types.Folder), output(), errors()));
        var check = definition.Check;
        check.Command.SetAction(result =>
        {
            using var run = new CheckCommand(output(), errors(), Console.OpenStandardInput);
            return run.Run(result.GetRequiredValue(check.Files), result.GetValue(check.Json));
        });
        var doctor = definition.Doctor;
        doctor.Command.SetAction(result =>
            DoctorCommand.Run(MachineProbes.Run(), result.GetValue(doctor.Json), Version(), output()));
        var completions = definition.Completions;
        completions.Command.SetAction(result =>
            output().Write(
                CompanionCommands.Completions(definition.Command, result.GetRequiredValue(completions.Shell))));
        definition.Manual.SetAction(_ => output().Write(CompanionCommands.ManualPageOf(definition.Command, Version())));
        return definition;
    }

    private static int Invoke(
        RootDefinition definition, string[] arguments, Func<TextWriter> output, Func<TextWriter> errors)
    {
        var parsed = definition.Command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                errors().WriteLine($"moonwire: {error.Message}{Hint(definition, error.Message)}");
            }

            errors().WriteLine(Usage.Short(parsed.CommandResult.Command.Name));
            return parsed.CommandResult.Command == definition.Probe.Command
                ? ProbeDefinition.MisuseStatus(arguments)
                : ExitStatus.Misuse;
        }

        try
        {
            if (parsed.Action is HelpAction help)
            {
                using var text = new StringWriter();
                parsed.InvocationConfiguration.Output = text;
                var status = help.Invoke(parsed);
                output().Write(Usage.In(text.ToString(), definition.Command.Name, parsed.CommandResult.Command.Name));
                return status;
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output(),
                Error = errors(),
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A script's own output does not come here. .NET reports EBADF as UnauthorizedAccessException.
            var reason = e is UnauthorizedAccessException ? "Bad file descriptor" : e.Message;
            errors().WriteLine($"moonwire: cannot write to standard output: {reason}");
            return ExitStatus.Failure;
        }
    }

    /// <summary>Suggests an option of moonwire's own for an argument that looks like an option of lua's.</summary>
    private static string OwnOption(string complaint) => complaint.Split('\'') switch
    {
        [_, "-h" or "-?", _] => " (did you mean '--help'?)",
        [_, ['-', _, _, _, ..], _] => Hint(new RootDefinition(), complaint),
        _ => "",
    };

    /// <summary>Suggests an option for an unknown one.</summary>
    private static string Hint(RootDefinition definition, string message) =>
        message.StartsWith(Unrecognized, StringComparison.Ordinal)
            ? NearestName.Hint(
                message.Split('\'')[1],
                definition.Command.Options.Select(static option => option.Name)
                    .Where(static name => name.StartsWith("--", StringComparison.Ordinal)))
            : "";

    /// <summary>
    /// Suggests a command or option if the script does not exist and its name resembles one; otherwise returns "".
    /// </summary>
    private static string MeantBy(string script)
    {
        if (script.AsSpan().ContainsAny('.', '/', '\\') || File.Exists(script))
        {
            return "";
        }

        string[] commands =
            [
                RootDefinition.ReplName, TestDefinition.Name, ProbeDefinition.Name, CheckDefinition.Name,
                ReplayDefinition.Name, ReplayDefinition.RecordName,
                DoctorDefinition.Name, TypesDefinition.Name, CompletionsDefinition.Name,
            ];
        return script is "help" or "version"
            ? $" (did you mean '--{script}'?)"
            : NearestName.Hint(script, commands);
    }

    private static string Versions() => $"moonwire {Version()} ({LuaHost.LuaVersion})";

    internal static string Version()
    {
        var attribute = typeof(Cli).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return (attribute?.InformationalVersion ?? "?").Split('+')[0];
    }
}
