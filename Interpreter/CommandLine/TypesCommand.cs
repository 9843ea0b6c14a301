using System.Reflection;
using Moonwire.Interpreter.Logging;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>Writes the definition files for editors, which are embedded below <c>Types/</c>.</summary>
internal static class TypesCommand
{
    private const string Prefix = "Types/";

    /// <summary>
    /// Writes every file to the folder, and prints its path to <paramref name="output"/>. Returns the exit status.
    /// </summary>
    internal static int Run(string folder, TextWriter output, TextWriter errors)
    {
        var complaint = WriteAll(folder, out var written);
        written.ForEach(output.WriteLine);
        if (complaint is not null)
        {
            errors.WriteLine($"moonwire: cannot write to '{folder}': {complaint}");
        }

        return complaint is null ? ExitStatus.Success : ExitStatus.Failure;
    }

    private static string? WriteAll(string folder, out List<string> written)
    {
        var assembly = typeof(TypesCommand).Assembly;
        written = [];
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var name in assembly.GetManifestResourceNames().Where(IsDefinition).Order(StringComparer.Ordinal))
            {
                var path = Path.Combine(folder, name[Prefix.Length..]);
                Write(assembly, name, path);
                written.Add(path);
                if (ModuleOf(path) is { } module)
                {
                    written.Add(WriteLongName(folder, module));
                }
            }

            written.Sort(StringComparer.Ordinal);
            return null;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            return FileProblem.Words(e);
        }
    }

    /// <summary>
    /// Returns the name in the first line of a definition file, if scripts require the module by this name and by a
    /// longer one; otherwise null.
    /// </summary>
    private static string? ModuleOf(string path) => File.ReadLines(path).First() switch
    {
        "---@meta _" => null,
        var line when line.StartsWith("---@meta moonwire.", StringComparison.Ordinal) => null,
        var line => line["---@meta ".Length..],
    };

    /// <summary>
    /// Writes the definition of the name by which <c>require</c> always returns this program's module.
    /// </summary>
    private static string WriteLongName(string folder, string module)
    {
        var path = Path.Combine(folder, $"moonwire.{module}.lua");
        File.WriteAllText(path, $"---@meta moonwire.{module}\n\nreturn require \"{module}\"\n");
        return path;
    }

    private static bool IsDefinition(string resource) => resource.StartsWith(Prefix, StringComparison.Ordinal);

    private static void Write(Assembly assembly, string name, string path)
    {
        using var definition = assembly.GetManifestResourceStream(name)!;
        using var file = File.Create(path);
        definition.CopyTo(file);
    }
}
