using System.CommandLine;
using Coordinator.Http;
using Coordinator.Local;

namespace Coordinator.Cli;

/// <summary>How a coordinator that others reach speaks TLS: <c>--tls-certificate FILE --tls-key FILE</c>, or <c>--tls-self-signed DIR</c>.</summary>
internal sealed class TlsOptions
{
    private readonly Option<string?> certificate = new("--tls-certificate") { Description = "The certificate, with those it is signed by, as PEM; read again when it changes", HelpName = "FILE" };
    private readonly Option<string?> key = new("--tls-key") { Description = "The certificate's private key, as PEM", HelpName = "FILE" };
    private readonly Option<string?> selfSigned = new("--tls-self-signed")
    {
        Description = "A directory for a certificate that the coordinator makes for itself once; clients trust it by its file certificate.pem",
        HelpName = "DIR",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new[] { certificate, key, selfSigned }) command.Add(option);
    }

    /// <param name="names">By which others reach this coordinator, for a certificate of its own.</param>
    /// <returns>null: plain HTTP.</returns>
    /// <exception cref="RefusedException">They do not go together.</exception>
    public TlsSource? Read(ParseResult parsed, params IReadOnlyList<string> names) => (parsed.GetValue(certificate), parsed.GetValue(key), parsed.GetValue(selfSigned)) switch
    {
        (null, null, null) => null,
        ({ } given, { } secret, null) => new TlsSource.Files(Path.GetFullPath(given), Path.GetFullPath(secret)),
        (null, null, { } directory) => new TlsSource.SelfSigned(Path.GetFullPath(directory), names),
        _ => throw new RefusedException("--tls-certificate and --tls-key go together, and not with --tls-self-signed"),
    };
}
