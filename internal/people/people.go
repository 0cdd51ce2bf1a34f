// Package people holds organisations and persons, and the accreditation of organisations.
package people

import (
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// StakeholderType is the one type that an organisation has at the forum.
type StakeholderType string

// The stakeholder types.
const (
	Government                StakeholderType = "GOVERNMENT"
	CivilSociety              StakeholderType = "CIVIL_SOCIETY"
	UnitedNations             StakeholderType = "UNITED_NATIONS"
	PrivateSector             StakeholderType = "PRIVATE_SECTOR"
	Academia                  StakeholderType = "ACADEMIA"
	InternationalOrganization StakeholderType = "INTERNATIONAL_ORGANIZATION"
	TechnicalCommunity        StakeholderType = "TECHNICAL_COMMUNITY"
	Media                     StakeholderType = "MEDIA"
)

// ITUCategory is the category of ITU membership. It is apart from the stakeholder type.
type ITUCategory string

// The categories of those whom ITU invites.
const (
	MemberState      ITUCategory = "MEMBER_STATE"
	Resolution99     ITUCategory = "RESOLUTION_99"
	PermanentMission ITUCategory = "PERMANENT_MISSION"
	Regulator        ITUCategory = "REGULATOR"
	SectorMember     ITUCategory = "SECTOR_MEMBER"
	Associate        ITUCategory = "ASSOCIATE"
	AcademiaMember   ITUCategory = "ACADEMIA"
	NonMember        ITUCategory = "NON_MEMBER"
	IndividualPerson ITUCategory = "INDIVIDUAL"
)

// Stakeholder is an organisation.
type Stakeholder struct {
	ID             string            `json:"id"`
	Name           text.Text         `json:"name"`
	Acronym        string            `json:"acronym,omitempty"`
	Type           StakeholderType   `json:"type"`
	ITUCategory    ITUCategory       `json:"ituCategory,omitempty"`
	Country        string            `json:"country,omitempty"` // alpha-2
	Website        string            `json:"website,omitempty"`
	Accreditations []Accreditation   `json:"accreditations,omitempty"` // one for each edition that decided
	IsSample       bool              `json:"isSample,omitempty"`
	Notes          []string          `json:"notes,omitempty"`
	Sources        []taxonomy.Source `json:"sources,omitempty"`
	Revision       int64             `json:"-"`
}

// AccreditationStatus is where an accreditation stands.
type AccreditationStatus string

// The states of an accreditation.
const (
	Requested  AccreditationStatus = "REQUESTED"
	Accredited AccreditationStatus = "ACCREDITED"
	Refused    AccreditationStatus = "REFUSED"
	Withdrawn  AccreditationStatus = "WITHDRAWN"
)

// Accreditation is a decision about an organisation, made for one edition.
type Accreditation struct {
	ForumID string              `json:"forum"`
	Year    int                 `json:"year"`
	Status  AccreditationStatus `json:"status"`
	// AskAgain is set on the edition for which the secretariat wants a new decision: nothing carries over into it.
	AskAgain bool `json:"askAgain,omitempty"`
}

// Person is somebody whom the programme names.
type Person struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	Offices  []Office          `json:"offices,omitempty"`
	IsSample bool              `json:"isSample,omitempty"`
	Notes    []string          `json:"notes,omitempty"`
	Sources  []taxonomy.Source `json:"sources,omitempty"`
	Revision int64             `json:"-"`
}

// Office is an office that a person held in some years of the forum.
type Office struct {
	Role        string `json:"role"`
	Affiliation string `json:"affiliation,omitempty"`
	Country     string `json:"country,omitempty"`
	Years       []int  `json:"years,omitempty"`
}
