// Stands in for the bundle where Sweeps was built without Node.js.
export const missing = 'There are no charts: Sweeps was built where Node.js and npm were missing. Install them (apt-get install nodejs npm) and start ./sweeps again.';
