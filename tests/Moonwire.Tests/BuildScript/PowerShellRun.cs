using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Moonwire.Tests.BuildScript;

/// <summary>The output of a PowerShell script, and the error that ended it, or null.</summary>
internal sealed record PowerShellRun(IReadOnlyList<string> Printed, string? Failure)
{
    /// <summary>Runs a script inside this process, so that pwsh need not be installed.</summary>
    public static async Task<PowerShellRun> InvokeAsync(string script, params (string Name, object Value)[] parameters)
    {
        using var shell = PowerShell.Create(InitialSessionState.CreateDefault2());
        shell.AddCommand(script);
        foreach (var (name, value) in parameters)
        {
            shell.AddParameter(name, value);
        }

        using var printed = new PSDataCollection<PSObject>();
        string? failure = null;
        try
        {
            await shell.InvokeAsync<PSObject, PSObject>(null, printed);
        }
        catch (RuntimeException e)
        {
            failure = e.Message;
        }

        return new PowerShellRun([.. printed.Select(o => o.ToString())], failure);
    }
}
