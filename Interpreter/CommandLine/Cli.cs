using System.CommandLine;
using System.Reflection;
using Moonwire.Runtime.Diagnostics.Probes;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>Turns a command line into one request and has it run.</summary>
internal static class Cli
{
    internal const int ExitMisuse = 2;

    /// <param name="arguments">What follows the program's name.</param>
    /// <param name="run">Runs a request and returns the exit status.</param>
    /// <param name="output">Where help and versions go; asked for only then.</param>
    /// <param name="errors">Where misuse is explained.</param>
    internal static int Run(string[] arguments, Func<RunRequest, int> run, Func<TextWriter> output, Func<TextWriter> errors)
    {
        if (arguments is [var reserved, ..] && RootDefinition.IsReserved(reserved))
        {
            errors().WriteLine($"moonwire: the command '{reserved}' is reserved for a later version; a script of that name is run as ./{reserved}");
            return ExitMisuse;
        }

        if (arguments is [var command, ..] && RootDefinition.IsCommand(command))
        {
            return Invoke(Definition(output, errors), arguments, output, errors);
        }

        var split = ArgumentSplit.Of(arguments);
        var request = new RunRequest
        {
            Script = split.Script,
            ScriptArguments = split.ScriptArguments,
            Options = split.Options,
        };
        return split is { Options.Length: 0, Script: not null }
            ? run(request)
            : Parse(split, request, run, output, errors);
    }

    private static int Parse(ArgumentSplit split, RunRequest request, Func<RunRequest, int> run, Func<TextWriter> output, Func<TextWriter> errors)
    {
        var definition = Definition(output, errors);
        definition.Command.SetAction(result =>
        {
            if (result.GetValue(definition.Version))
            {
                output().WriteLine(Versions());
                return LuaHost.ExitSuccess;
            }

            request = request with
            {
                Chunks = result.GetValue(definition.Execute) ?? [],
                LogLevel = result.GetValue(definition.LogLevel),
                MemoryLimit = result.GetValue(definition.MemoryLimit),
            };
            return request.Chunks.Count > 0 || request.Script is not null ? run(request) : Misuse(errors());
        });
        return Invoke(definition, split.Options, output, errors);
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
        doctor.Command.SetAction(result => DoctorCommand.Run(MachineProbes.Run(), result.GetValue(doctor.Json), Version(), output()));
        return definition;
    }

    private static int Invoke(RootDefinition definition, string[] arguments, Func<TextWriter> output, Func<TextWriter> errors)
    {
        var parsed = definition.Command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                errors().WriteLine($"moonwire: {error.Message}");
            }

            return Misuse(errors());
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output(), Error = errors(), EnableDefaultExceptionHandler = false });
    }

    private static int Misuse(TextWriter errors)
    {
        errors.WriteLine("usage: moonwire [options] script [arguments], moonwire -e chunk, moonwire check file, moonwire doctor, or moonwire types dir; see moonwire --help");
        return ExitMisuse;
    }

    private static string Versions() => $"moonwire {Version()} ({LuaHost.LuaVersion})";

    private static string Version()
    {
        var version = typeof(Cli).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";
        return version.Split('+')[0];
    }
}
