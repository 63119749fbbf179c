using Coordinator.Cli;

return await CommandLine.Run(args);
