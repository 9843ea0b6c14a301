<#
.SYNOPSIS
Builds moonwire.
.DESCRIPTION
Runs the targets in the order given:
Restore  fetches the packages
Build    compiles everything, warnings being errors
Test     builds and runs all tests
Publish  compiles the executable ahead of time into artifacts/publish
Package  publishes, and makes an archive and a Debian package of it in artifacts/package
Tool     makes packages for "dotnet tool install" in artifacts/package
Clean    deletes the folder artifacts
.EXAMPLE
./build.ps1 Build, Test -Configuration Debug
#>
[CmdletBinding()]
param(
    [ValidateSet('Restore', 'Build', 'Test', 'Publish', 'Package', 'Tool', 'Clean')]
    [string[]] $Target = @('Build'),

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # The dotnet command to use.
    [string] $DotNet = 'dotnet',

    # Where everything built lies, if not below this script.
    [string] $Artifacts
)

# Only the language, .NET types and external commands: the script also runs where the modules of PowerShell are absent.
$ErrorActionPreference = 'Stop'
$solution = [IO.Path]::Combine($PSScriptRoot, 'Moonwire.slnx')
$interpreter = [IO.Path]::Combine($PSScriptRoot, 'Interpreter')
if ($Artifacts) {
    $Artifacts = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Artifacts)
}
$properties = if ($Artifacts) { , "-p:ArtifactsPath=$Artifacts" } else { @() }
$built = if ($Artifacts) { $Artifacts } else { [IO.Path]::Combine($PSScriptRoot, 'artifacts') }
$assets = [IO.Path]::Combine($built, 'obj', 'Interpreter', 'project.assets.json')
$packages = [IO.Path]::Combine($built, 'package', $Configuration.ToLowerInvariant())

function Invoke-DotNet {
    & $DotNet $args $properties
    if ($LASTEXITCODE -ne 0) {
        throw "$DotNet $args failed with exit status $LASTEXITCODE."
    }
}

# The platform of this machine; only for it the executable can be compiled and asked for its manual page.
function Get-Runtime {
    $system = if ([OperatingSystem]::IsLinux()) { 'linux' } elseif ([OperatingSystem]::IsMacOS()) { 'osx' } else { 'win' }
    "$system-$([Runtime.InteropServices.RuntimeInformation]::OSArchitecture)".ToLowerInvariant()
}

function Get-Version {
    $build = [xml][IO.File]::ReadAllText([IO.Path]::Combine($PSScriptRoot, 'Directory.Build.props'))
    $build.SelectSingleNode('/Project/PropertyGroup/Version').InnerText
}

foreach ($name in $Target) {
    switch ($name) {
        'Restore' { Invoke-DotNet restore $solution }
        'Build' { Invoke-DotNet build $solution --configuration $Configuration }
        'Test' { Invoke-DotNet test --solution $solution --configuration $Configuration }
        'Publish' { Invoke-DotNet publish $interpreter --configuration $Configuration }
        'Package' {
            . ([IO.Path]::Combine($PSScriptRoot, 'packaging', 'packages.ps1'))
            $runtime = Get-Runtime
            Invoke-DotNet publish $interpreter --configuration $Configuration --runtime $runtime
            $package = @{
                Repository = $PSScriptRoot
                Executable = [IO.Path]::Combine($built, 'publish', 'Interpreter', "${Configuration}_$runtime".ToLowerInvariant(), 'moonwire')
                Version = Get-Version
                Runtime = $runtime
                AssetsFile = $assets
                Folder = $packages
            }
            New-Packages @package
        }
        'Tool' {
            . ([IO.Path]::Combine($PSScriptRoot, 'packaging', 'packages.ps1'))
            $runtime = Get-Runtime
            $notices = [IO.Path]::Combine($packages, 'NOTICES')
            Invoke-DotNet restore $interpreter '-p:AsTool=true'
            Write-Notices $assets $runtime $notices
            Invoke-DotNet pack $interpreter --configuration $Configuration '-p:AsTool=true' "-p:NoticesFile=$notices"
            Invoke-DotNet pack $interpreter --configuration $Configuration --runtime $runtime '-p:AsTool=true' "-p:NoticesFile=$notices"
        }
        'Clean' {
            $default = [IO.Path]::Combine($PSScriptRoot, 'artifacts')
            if ([IO.Directory]::Exists($default)) {
                [IO.Directory]::Delete($default, $true)
            }
        }
    }
}
