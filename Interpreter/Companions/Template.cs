namespace Moonwire.Interpreter.Companions;

/// <summary>Reads and fills the texts that are embedded below <c>Companions/</c>.</summary>
internal static class Template
{
    internal static string Read(string name)
    {
        using var stream = typeof(Template).Assembly.GetManifestResourceStream("Companions/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Replaces each <c>@name@</c> of the text by its value.</summary>
    internal static string Fill(string name, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = Read(name);
        foreach (var (placeholder, value) in values)
        {
            text = text.Replace($"@{placeholder}@", value, StringComparison.Ordinal);
        }

        return text;
    }
}
