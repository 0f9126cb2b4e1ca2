// FHIR bundles as record systems write them; all people are made up.

export const people = [
  {family: 'Rivera', given: ['Ana', 'Maria'], birthDate: '1984-06-15'},
  {family: 'Anyperson', given: ['John', 'B.'], birthDate: '1951-01-20'},
  {family: 'Ng', given: ['Li'], birthDate: '2019-12-31'},
  {family: 'Noor', given: ['Zoë'], birthDate: '1990-02-28'},
  {family: 'O’Anyperson-Łęcka', given: ['Ægir', 'Þóra'], birthDate: '1970-07-07'},
  {family: 'Αnyperson', given: ['Ελένη'], birthDate: '1961-03-25'},
  {family: '山田', given: ['太郎'], birthDate: '1988-08-08'},
  {family: 'नूर', given: ['आशा'], birthDate: '2001-11-11'},
  {family: 'Anyperson', given: ['Noe\u0308l'], birthDate: '1999-09-09'},  // a letter and a combining mark
  {family: '𠮷田', given: ['花子'], birthDate: '1975-05-05'},  // beyond the basic plane
];

export function dose(number, subject) {
  const date = new Date(Date.UTC(2026, 0, 5 + 7 * number)).toISOString().slice(0, 10);
  return {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: {coding: [{system: 'http://hl7.org/fhir/sid/cvx', code: ['187', '208', '140', '33'][number % 4]}]},
    patient: {reference: subject},
    occurrenceDateTime: date,
    lotNumber: `L${1000 + number}`,
    performer: [{actor: {display: 'Corner Pharmacy'}}],
  };
}

export function patient({family, given, birthDate}) {
  return {resourceType: 'Patient', name: [{family, given}], birthDate};
}

// As a pharmacy's system would answer.
export function recordBundle(person, doses) {
  const entries = [{fullUrl: 'https://records.example/fhir/Patient/p', resource: {id: 'p', ...patient(person)}}];
  for (let i = 0; i < doses; ++i)
    entries.push({fullUrl: `urn:uuid:00000000-0000-4000-8000-00000000000${i}`, resource: dose(i, 'Patient/p')});
  return {resourceType: 'Bundle', type: 'collection', entry: entries};
}

// As it stands on a card.
export function cardBundle(person, doses) {
  const resources = [patient(person)];
  for (let i = 0; i < doses; ++i) resources.push(dose(i, 'resource:0'));
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource, index) => ({fullUrl: `resource:${index}`, resource})),
  };
}
